"""What a person sees of each account: how far it is, what came, what failed; and no flood."""

import io
from collections import Counter

import pytest
from plant import Plant
from rich.console import Console

from pipelines import progress
from pipelines.progress import Bars, BarStage, Lines
from pipelines.report import RunReport
from pipelines.run import pull_all
from sandbox.faults import Fault

PIECES = {"tiktok_ads 7": 3, "meta_ads 5": 2, "shopify qinghe": 1}
STEPS = [
    ("tiktok_ads 7", 10, False),
    ("meta_ads 5", 0, True),
    ("shopify qinghe", 4, False),
    ("tiktok_ads 7", 1_200, False),
    ("meta_ads 5", 7, False),
    ("tiktok_ads 7", 0, False),
]


def told(watcher) -> None:
    with watcher.stage("pull") as stage:
        stage.plan(len(STEPS), PIECES)
        for account, records, failed in STEPS:
            stage.step("a feed", account=account, records=records, failed=failed)
        stage.say("6 of 6 pulls")


def test_plain_lines_tell_how_far_the_accounts_are_and_who_lags(monkeypatch):
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", 0.0)
    out = io.StringIO()
    told(Lines(out))
    assert [line.removeprefix("pull      ") for line in out.getvalue().splitlines()][1:-1] == [
        "1/6 0 of 3 accounts through; tiktok_ads 7 1/3, 10 records",
        "2/6 0 of 3 accounts through; tiktok_ads 7 1/3, 10 records",
        "3/6 1 of 3 accounts through; tiktok_ads 7 1/3, 10 records",
        "4/6 1 of 3 accounts through; meta_ads 5 1/2, 0 records, 1 failed",
        "meta_ads 5 2/2, 7 records, 1 failed",
        "5/6 2 of 3 accounts through; tiktok_ads 7 2/3, 1,210 records",
        "6/6 3 of 3 accounts through",
    ]


def test_between_two_lines_only_failures_are_told():
    out = io.StringIO()
    told(Lines(out))
    lines = [line.split() for line in out.getvalue().splitlines()]
    assert [line[1] for line in lines] == ["…", "meta_ads", "6"]


def test_a_terminal_shows_a_row_for_each_account_under_way(monkeypatch):
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=120)
    rows: list[list[str]] = []
    show = progress.BarStage._show

    def seen(stage, accounts):
        show(stage, accounts)
        rows.append([task.description for task in stage.bars.tasks[1:]])

    monkeypatch.setattr(progress.BarStage, "_show", seen)
    told(Bars(console))
    assert rows[1] == ["tiktok_ads 7 1/3, 10 records", "meta_ads 5 1/2, 0 records, 1 failed"]
    assert rows[3][0] == "tiktok_ads 7 2/3, 1,210 records"
    assert rows[-1] == []
    assert "meta_ads 5 2/2, 7 records, 1 failed" in out.getvalue()


def test_a_terminal_shows_no_more_rows_than_fit():
    console = Console(file=io.StringIO(), force_terminal=True, width=120)
    many = [f"account {number}" for number in range(40)]
    with Bars(console).stage("pull") as stage:
        stage.plan(80, Counter({name: 2 for name in many}))
        for name in many:
            stage.step(account=name)
        assert isinstance(stage, BarStage) and len(stage.rows) == progress.ROWS


@pytest.mark.http
def test_a_pull_counts_each_accounts_pieces_records_and_failures(plant: Plant):
    plant.sandbox.arm(Fault("expired_token", "meta_ads", account="5550002", times=None))
    loader = plant.loader()
    loader.prepare()
    out = io.StringIO()
    report = RunReport(run_id="r", started_at=loader.started_at)
    groups = list(pull_all(loader, Lines(out), report, ["meta_ads"], None))
    pulls = {pull.pull_id: pull for group in groups for found in group.values() for pull in found}
    feeds = len(loader.connectors["meta_ads"].feeds)
    came = [pull for pull in pulls.values() if pull.account == "5550002"]
    told = f"{sum(pull.records for pull in came):,} records, {feeds - len(came)} failed"
    assert f"meta_ads 5550002 {feeds}/{feeds}, {told}" in out.getvalue()
    assert len(came) < feeds
    assert "meta_ads 5550001" not in out.getvalue()
