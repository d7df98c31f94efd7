"""Eight accounts of a slow platform, pulled at once: wall time against what its limit allows.

`python -m benchmarks.pull_slowly [--pages N]`: every page takes 200 ms, an account may be asked
five times a second. The bound is the pages of one account over five; wall time should be at most
1.3 × that. What comes is written to the lake, as always.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from connectors import CONNECTORS
from connectors.core import Window
from pipelines.load import Loader
from pipelines.settings import load_settings

MOST = 1.3
ACCOUNTS, PER_SECOND, LATENCY, PAGE = 8, 5, 0.2, 200
ACCOUNT = """
[[tiktok_ads.accounts]]
id = "{number}"
zone = "America/Los_Angeles"
"""
MONTH = Window(date(2026, 10, 1), date(2026, 10, 30))


def loader(url: str, folder: Path) -> Loader:
    """The verbs over an empty folder, with eight accounts."""
    sources = folder / "sources.toml"
    accounts = [ACCOUNT.format(number=7_000_000 + number) for number in range(ACCOUNTS)]
    head = f'zone = "Asia/Shanghai"\n[tiktok_ads]\non = true\nurls.api = "{url}"\n'
    sources.write_text(head + "".join(accounts), encoding="utf-8")
    environment = {
        "MARKETING_HOME": str(folder),
        "MARKETING_SOURCES": str(sources),
        "MARKETING_TODAY": "2026-11-14",
        "MARKETING_HASH_KEY": "a key of the benchmark",
        "TIKTOK_ADS_ACCESS_TOKEN": "a token of the benchmark",
    }
    return Loader(load_settings(CONNECTORS, environment))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=60)
    pages = parser.parse_args().pages
    asked = [str(pages * PAGE), "--page", str(PAGE), "--latency", str(LATENCY)]
    platform = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.ad_pages", *asked, "--per-second", str(PER_SECOND)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert platform.stdout
        url = platform.stdout.readline().strip()
        with tempfile.TemporaryDirectory() as folder:
            verbs = loader(url, Path(folder))
            verbs.prepare()
            asks = verbs.asks(["tiktok_ads"], feeds=["ad_report"], between=MONTH)
            started = time.monotonic()
            pulled = list(verbs.pull(asks))
            seconds = time.monotonic() - started
    finally:
        platform.terminate()
        platform.wait()
    failed = [str(one.error) for one in pulled if one.error or not one.pull]
    if failed:
        raise SystemExit(f"refused: {failed[0]}")
    bound = pages / PER_SECOND
    told = {
        "accounts": len(pulled),
        "records": sum(one.pull.records for one in pulled if one.pull),
        "bound_seconds": bound,
        "seconds": round(seconds, 2),
        "ratio": round(seconds / bound, 2),
        "within_budget": seconds <= MOST * bound,
    }
    sys.stdout.write(json.dumps(told, indent=2) + "\n")


if __name__ == "__main__":
    main()
