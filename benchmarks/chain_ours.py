"""The pipeline's own way over the same report: pull, raw, clean, gate, load.

`python -m benchmarks.chain_ours URL FOLDER` loads the whole report with the verbs of
`pipelines.load` and prints its CPU seconds and peak memory as JSON. Only the pace is not the
platform's: a rate limit would measure the limit.
"""

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from benchmarks.ad_pages import EXTRA
from benchmarks.measure import report
from connectors import CONNECTORS
from connectors.ads.tiktok_ads import tiktok_ads
from connectors.core import Window
from pipelines.load import Loader
from pipelines.settings import load_settings
from pipelines.streams import STREAMS
from pipelines.streams.columns import count

SOURCES = """
zone = "Asia/Shanghai"
[tiktok_ads]
on = true
urls.api = "{url}"
[[tiktok_ads.accounts]]
id = "7000000000000000001"
zone = "America/Los_Angeles"
"""
MONTH = Window(date(2026, 10, 1), date(2026, 10, 30))


def loader(url: str, folder: Path) -> Loader:
    """The verbs over an empty folder, for a stream as wide as the floor's table."""
    folder.mkdir(parents=True)
    sources = folder / "sources.toml"
    sources.write_text(SOURCES.format(url=url), encoding="utf-8")
    environment = {
        "MARKETING_HOME": str(folder),
        "MARKETING_SOURCES": str(sources),
        "MARKETING_TODAY": "2026-11-14",
        "MARKETING_HASH_KEY": "a key of the benchmark",
        "TIKTOK_ADS_ACCESS_TOKEN": "a token of the benchmark",
    }
    pace = {"calls_per_second": 1e6, "burst": 10**6}
    fast = {**CONNECTORS, "tiktok_ads": replace(tiktok_ads, **pace)}
    stream = STREAMS["tiktok_ads__ad_report"]
    wide = {**stream.columns, **{name: count(f"metrics.{name}") for name in EXTRA}}
    streams = {stream.name: replace(stream, columns=wide)}
    return Loader(load_settings(CONNECTORS, environment), connectors=fast, streams=streams)


def main(url: str, folder: Path) -> None:
    verbs = loader(url, folder)
    verbs.prepare()
    rows = 0
    for pulled in verbs.pull(verbs.asks(["tiktok_ads"], feeds=["ad_report"], between=MONTH)):
        if pulled.error or not pulled.pull:
            raise SystemExit(f"refused: {pulled.error}")
        for stream in verbs.streams.values():
            gated = verbs.gate(stream, [pulled.pull])
            if gated.blocked:
                raise SystemExit(f"refused: {gated.blocked.reasons}")
            verbs.store(gated)
            rows += sum(loaded.counts.good for loaded in gated.loaded)
    report(rows)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
