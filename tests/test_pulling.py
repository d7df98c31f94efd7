"""Pulls that stumble: one refused file or reply stops no other."""

from dataclasses import replace

import pytest
from plant import Plant

from connectors import CONNECTORS
from connectors.core import BadReply, FileFeed, Folder
from pipelines.load import Loader
from pipelines.settings import load_settings

RATES = "日期,币种,汇率\n2026-01-02,USD,7.0000\n"


def loader(plant: Plant, stumble) -> Loader:
    """The verbs, with a reader of rates that stumbles where `stumble` says."""
    folder = CONNECTORS["exchange_rates"]
    assert isinstance(folder, Folder)
    feed = folder.feeds["rates"]

    def rates(path):
        stumble(path)
        return feed.function(path)

    odd = replace(folder, feeds={"rates": FileFeed("rates", rates, feed.patterns)})
    connectors = {**CONNECTORS, "exchange_rates": odd}
    return Loader(load_settings(CONNECTORS, plant.environ), connectors=connectors)


@pytest.mark.warehouse
def test_a_file_the_reader_stumbles_over_is_refused_by_name_and_the_others_come(plant: Plant):
    inbox = plant.home / "inbox" / "exchange_rates"
    inbox.mkdir(parents=True)
    for name in ("汇率_2025.csv", "汇率_2026.csv"):
        (inbox / name).write_text(RATES, encoding="utf-8")

    def stumble(path):
        if "2025" in path.name:
            raise KeyError("13800000000")

    verbs = loader(plant, stumble)
    verbs.prepare()
    taken = {one.ask.account: one for one in verbs.pull(verbs.asks(["exchange_rates"]))}
    refused = taken["汇率_2025"]
    assert isinstance(refused.error, BadReply) and refused.pull is None
    assert "汇率_2025.csv" in str(refused.error) and "KeyError in test_pulling.py" in str(
        refused.error
    )
    assert "13800000000" not in str(refused.error)
    assert refused.missing and refused.missing.account == "汇率_2025"
    assert taken["汇率_2026"].pull is not None
