"""What things were called, whether they ran and on how much, on the days the platforms were asked.

The truth is the world's: what each platform showed on each of these days.
"""

import shutil
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest
from answers import same
from plant import Plant

from pipelines.build import Dbt
from pipelines.load import Gated, Loader
from pipelines.run import by_stream, dbt_of
from pipelines.warehouse import Warehouse, hashes
from sandbox.server import Sandbox
from sandbox.story.changes import IDS
from sandbox.truth import truth
from sandbox.world import World

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt, pytest.mark.slow]

DAYS_BACK = (6, 4, 2, 0)
NAMED_IN_REPORTS = {"baidu__ad_report", "xiaohongshu_ads__wind_report"}
SPENDING = {"google_ads__ad_report", "meta_ads__ad_report"}
MODELS = ("+dim_campaign", "+fct_ad_performance_daily", "+fct_marketing_cost", "+fct_work_item")
CHECKS = (
    "dim_ad_object_history_keeps_its_grain",
    "spells_of_an_object_leave_no_gap_and_no_overlap",
    "int_campaign_spells_keeps_its_grain",
)
KINDS = {"accounts": "account", "campaigns": "campaign", "ads": "ad"}


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory, world: World, parsed: Dbt) -> Plant:
    """The lists of all ad platforms as four days showed them, and the models they end in."""
    home = tmp_path_factory.mktemp("as_of") / "home"
    shutil.copytree(parsed.folder, home / "dbt")
    with Sandbox(world) as platforms:  # its grants have not been renewed by anybody else
        plant = Plant(home, platforms, world)
        plant.drop_files()
        for back in DAYS_BACK:
            land(plant, world.today - timedelta(back), last=back == DAYS_BACK[-1])
    built = dbt_of(plant.loader()).build(select=(*MODELS, *CHECKS), only_named=True)
    assert [f"{node.name}: {node.message}" for node in built.failed] == []
    return plant


def land(plant: Plant, today: date, *, last: bool) -> None:
    """Pull and store what the platforms list on that day; figures on the last one."""
    plant.live_on(today)
    loader = plant.loader()
    loader.prepare()
    wanted = {name for name, stream in loader.streams.items() if stream.history} | NAMED_IN_REPORTS
    wanted |= SPENDING | {"exchange_rates__rates"} if last else set()
    feeds = {(loader.streams[name].connector, loader.streams[name].feed) for name in wanted}
    asks = loader.asks(sorted({connector for connector, _ in feeds}))
    pulled = list(loader.pull(ask for ask in asks if (ask.connector, ask.feed) in feeds))
    assert [str(one.error) for one in pulled if one.error] == []
    pulls = by_stream(loader, [one.pull for one in pulled if one.pull])
    for name, found in pulls.items():
        store(loader, name, *found)


def store(loader: Loader, name: str, *pulls) -> None:
    stream = loader.streams[name]
    loader.store(Gated(stream, tuple(loader.clean(stream, pull) for pull in pulls)))


def spells(plant: Plant, where: str = "true") -> pl.DataFrame:
    rows = plant.ask_warehouse(f"""
        select object_kind, platform, object_id, object_name, status, daily_budget_native,
            owner_team_id, product_line, valid_from, applies_from, valid_to
        from marts.dim_ad_object_history where {where}
        order by object_kind, platform, object_id, valid_from""")
    columns = [
        *("object_kind", "platform", "object_id", "object_name", "status", "daily_budget"),
        *("owner_team_id", "product_line", "valid_from", "applies_from", "valid_to"),
    ]
    return pl.DataFrame(rows, schema=columns, orient="row", infer_schema_length=None)


def seen_days(world: World) -> list[date]:
    return [world.today - timedelta(back) for back in DAYS_BACK]


def seen_on(world: World, changed_on: date) -> date:
    """The first day somebody looked since a change."""
    return next(day for day in seen_days(world) if day >= changed_on)


def test_only_what_changed_has_a_second_spell(watched: Plant, world: World):
    told = spells(watched).group_by("object_kind", "platform", "object_id").len()
    told = told.filter(pl.col("len") > 1).drop("len")
    changed = world.ad_changes.select(
        pl.col("table").replace_strict(KINDS).alias("object_kind"), "platform", "object_id"
    ).unique()
    renamed = changed.filter(
        (pl.col("platform") == "linkedin_ads") & (pl.col("object_kind") == "campaign")
    )["object_id"]
    groups = world.ad_groups.filter(pl.col("campaign_id").is_in(renamed.implode()))
    groups = groups.select(
        pl.lit("ad_group").alias("object_kind"),
        "platform",
        pl.col("ad_group_id").alias("object_id"),
    )
    same(told, pl.concat([changed, groups]), "object_kind", "platform", "object_id")


def test_names_and_budgets_are_those_of_the_day_somebody_looked(watched: Plant, world: World):
    told = {
        (row["platform"], row["object_kind"], row["object_id"], row["valid_from"]): row
        for row in spells(watched).iter_rows(named=True)
    }
    checked = 0
    for row in world.ad_changes.filter(pl.col("column") != "status").iter_rows(named=True):
        kind = KINDS[row["table"]]
        since = seen_on(world, row["changed_on"])
        shown = listed(world, row, since)[row["column"]]
        found = told[row["platform"], kind, row["object_id"], since]
        column = "daily_budget" if row["column"] == "daily_budget" else "object_name"
        assert str(found[column]) == str(shown)
        checked += 1
    assert checked == 12


def listed(world: World, row: dict, day: date) -> dict:
    table = world.listed_on(row["table"], day)
    return table.row(by_predicate=pl.col(IDS[row["table"]]) == row["object_id"], named=True)


@pytest.mark.parametrize(
    ("platform", "kind", "words"),
    [
        ("ocean_engine", "campaign", [(6, "enable"), (4, "disable"), (2, "enable")]),
        ("meta_ads", "ad", [(6, "paused"), (2, "active")]),
        ("microsoft_ads", "campaign", [(6, "paused"), (4, "active")]),
    ],
)
def test_a_status_is_the_platforms_own_word_of_the_day(
    watched: Plant, world: World, platform: str, kind: str, words: list[tuple[int, str]]
):
    changed = world.ad_changes.filter(
        (pl.col("platform") == platform) & (pl.col("column") == "status")
    )["object_id"][0]
    told = spells(watched, f"platform = '{platform}' and object_id = '{changed}'")
    told = told.filter(pl.col("object_kind") == kind)
    assert told["valid_from"].to_list() == [world.today - timedelta(back) for back, _ in words]
    for status, (_, word) in zip(told["status"], words, strict=True):
        assert status.lower().endswith(word)


def test_a_budget_that_was_raised_for_some_days_can_be_asked_for_each_day(
    watched: Plant, world: World
):
    changed = world.ad_changes.filter(
        (pl.col("platform") == "tiktok_ads") & (pl.col("column") == "daily_budget")
    )["object_id"][0]
    days = [world.today - timedelta(back) for back in (30, 6, 5, 4, 3, 2, 1, 0)]
    told = [
        watched.ask_warehouse(
            """
            select daily_budget_native from marts.dim_ad_object_history
            where object_kind = 'campaign' and object_id = $changed
                and $day between applies_from and valid_to
            """,
            {"changed": changed, "day": day},
        )
        for day in days
    ]
    raised = [100, 100, 100, 300, 300, 100, 100, 100]
    assert told == [[(Decimal(each),)] for each in raised]


def test_a_renamed_campaign_moves_no_figure_of_the_days_before(watched: Plant, world: World):
    lines, teams = (
        world.ad_changes.filter(
            (pl.col("platform") == platform) & (pl.col("column") == "campaign_name")
        )["object_id"][0]
        for platform in ("meta_ads", "google_ads")
    )
    since = world.today - timedelta(4)
    spend = truth(world).spend_by("campaign_id", "day")

    def split(campaign: str, before: str, after: str) -> pl.DataFrame:
        name = pl.when(pl.col("day") < since).then(pl.lit(before)).otherwise(pl.lit(after))
        true = spend.filter(pl.col("campaign_id") == campaign).with_columns(part=name)
        return true.group_by("part").agg(pl.col("spend").sum())

    told = watched.ask_warehouse(f"""
        select facts.product_line, sum(spend) from marts.fct_ad_performance_daily as facts
        join marts.dim_campaign as campaigns using (campaign_key)
        where campaign_id = '{lines}' group by all""")
    told = pl.DataFrame(told, schema=["part", "spend"], orient="row")
    same(told, split(lines, "BAG", "TENT"), "part")
    told = watched.ask_warehouse(f"""
        select team_id, sum(cost) from marts.fct_marketing_cost as facts
        join marts.dim_campaign as campaigns using (campaign_key)
        where campaign_id = '{teams}' group by all""")
    told = pl.DataFrame(told, schema=["part", "spend"], orient="row")
    same(told, split(teams, "CRM", "PERF"), "part")


def test_the_lists_loaded_backwards_and_twice_tell_the_same(watched: Plant, tmp_path):
    loader = watched.loader()
    streams = [s for s in loader.streams.values() if s.history and s.table == "campaigns"]
    names = [f"source.{stream.name}__history" for stream in streams]
    with loader.warehouse.open() as db:
        told = {name: value for name, value in hashes(db, "source").items() if name in names}
    loader.warehouse = Warehouse(tmp_path / "warehouse.duckdb")
    loader.prepare()
    with loader.warehouse.open() as db:
        for stream in streams:
            pulls = loader.lake.pulls(stream.connector, stream.feed)
            for pull in (*reversed(pulls), pulls[0]):
                store(loader, stream.name, pull)
        again = {name: value for name, value in hashes(db, "source").items() if name in names}
    assert again == told


@pytest.mark.parametrize(
    ("board", "project"), [("trello", "P-2026-05"), ("feishu_bitable", "P-2026-07")]
)
def test_a_due_date_that_was_moved_is_held_against_the_one_first_agreed(
    watched: Plant, world: World, board: str, project: str
):
    told = watched.ask_warehouse(f"""
        select item_name, first_due_date, due_date, due_changes from marts.fct_work_item
        where source_name = '{board}' and due_changes > 0""")
    first_seen = world.today - timedelta(DAYS_BACK[0] + 1)
    moved = world.tasks.filter(
        (pl.col("project_id") == project) & (pl.col("moved_on") > first_seen)
    )
    assert len(moved) == 1
    assert told == [(*row, 1) for row in moved.select("task", "first_due", "due").rows()]
