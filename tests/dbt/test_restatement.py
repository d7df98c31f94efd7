"""Models that are built by days: in any order of loads the same as built from nothing."""

import random
import shutil
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

import buyers
import duckdb
import loads
import pytest
import visits
from loads import Load

from pipelines.build import Dbt
from pipelines.streams import STREAMS
from pipelines.warehouse import Warehouse, hashes

pytestmark = pytest.mark.dbt

OF_ADS = (
    *("stg_ad_performance", "int_ad_days", "fct_ad_performance_daily", "fct_ad_report_version"),
)
CLAIMS = "fct_ad_claimed_conversions_daily"
OF_SEARCH = ("fct_ad_keyword_daily", "fct_ad_search_term_daily")
OF_VISITS = ("stg_web_events", "int_web_sessions", "int_web_visitors")
BY_DAY = (*OF_ADS, CLAIMS, *OF_SEARCH, *OF_VISITS)
OF_PEOPLE = (
    *("int_identity_records", "int_identity_clusters", "int_identifiers", "int_identity_edges"),
    *("int_identity_components", "int_identity_splits", "int_identity_groups", "dim_person"),
    *("int_channel_matches", "int_visits", "int_traffic_flags", "int_person_visits"),
    *("int_web_acts", "int_person_acts", "int_touches", "int_conversions", "int_journeys"),
    *("int_lost_journeys", "int_path_transitions", "int_path_removals", "int_channel_effects"),
    *("int_credits", "int_stage_events", "fct_web_session", "fct_touch", "fct_conversion"),
    *("fct_attribution_credit", "fct_contribution", "fct_channel_effect_monthly"),
    *("fct_stage_reached", "fct_cohort_daily", "fct_cohort_pace", "dim_person_key"),
    *("fct_ad_report_age", "fct_ad_restatement_daily"),
    *("int_media_spend", "int_media_cost", "int_cost_entries", "fct_marketing_cost"),
    *("fct_ad_measure_daily", "fct_claim_measure_daily", "fct_cost_measure_daily"),
    *("fct_session_measure_daily", "fct_metric_daily"),
    *("rpt_attribution_compare", "rpt_traffic_quality", "rpt_contribution", "rpt_channel_roi"),
)
JOINED = (
    *("stg_campaigns_without_ads", "int_coverage_days", "int_last_closed_day", "int_fx_days"),
    *("int_ad_object_spells", "int_campaign_names_parsed", "int_campaign_spells", "int_ads"),
    "dim_account",
)
SOME = [None]


class Company:
    """A warehouse and these of its models; later builds need only those that they join anew."""

    def __init__(
        self,
        home: Path,
        parsed: Dbt,
        models: Sequence[str] = BY_DAY,
        joined: Sequence[str] = JOINED,
    ) -> None:
        shutil.copytree(parsed.folder, home / "dbt")
        self.dbt = Dbt(home / "warehouse.duckdb", home / "dbt")
        self.warehouse = Warehouse(self.dbt.warehouse, wait=0)
        self.warehouse.prepare(STREAMS)
        self.warehouse.set_accounts(loads.ACCOUNTS)
        self.models, self.joined = models, joined
        self.wanted = [f"+{name}" for name in models]

    def build(self, some: Sequence[Load] = ()) -> Mapping[str, list[int | None]]:
        """Load these, build; the days of November that each model built again, None for all."""
        loads.store(self.warehouse, some)
        before = self.ask("select change_no from changes.latest")[0][0]
        built = self.dbt.build(select=self.wanted, only_named=True)
        assert built.is_right, [built.error, *built.failed]
        self.wanted = [*self.joined, *self.models]
        told = "select input, day from changes.days where change_no > $before order by all"
        found: dict[str, list[int | None]] = {name: [] for name in self.models}
        for name, day in self.ask(told, before=before):
            found.setdefault(name, []).append(day and (day - date(2026, 10, 31)).days)
        return found

    def ask(self, sql: str, **told: object) -> list[tuple]:
        with duckdb.connect(str(self.dbt.warehouse), read_only=True) as db:
            return db.execute(sql, told).fetchall()

    def hashes(self) -> dict[str, str]:
        with duckdb.connect(str(self.dbt.warehouse), read_only=True) as db:
            found = hashes(db, "staging", "intermediate", "marts")
        return {name: mark for name, mark in found.items() if name.partition(".")[2] in self.models}


def test_any_order_of_loads_and_builds_ends_as_one_build_of_all(tmp_path: Path, parsed: Dbt):
    dice, files = random.Random(1), tmp_path / "files"
    week = [*loads.history(files, 1), *visits.history(files, 1), *buyers.history(files, 1)]
    late, models = visits.late(files, 3), (*BY_DAY, *OF_PEOPLE)
    at_once, by_and_by = (
        Company(tmp_path / name, parsed, models, [f"+{name}" for name in models])
        for name in ("at_once", "by_and_by")
    )
    at_once.build([*week, late])
    dice.shuffle(week)
    cuts = [0, *sorted(dice.sample(range(8, len(week)), 2)), len(week)]
    again = [by_and_by.build(week[first:last]) for first, last in pairwise(cuts)]
    assert all(built["int_ad_days"] or built["int_web_sessions"] for built in again)
    before = by_and_by.ask("select change_no from changes.latest")[0][0]
    touched = by_and_by.build([late])
    assert {name: touched[name] for name in BY_DAY} == {
        **{name: [] for name in BY_DAY},
        **{name: [2, 3, 4] for name in OF_VISITS},
        "int_web_sessions": [1, 2, 3, 4, 5],
    }
    of_keys = (
        "select told, count(distinct key) from changes.keys where change_no > $before group by 1"
    )
    told = dict(by_and_by.ask(of_keys, before=before))
    assert told == {"identifier": 1, "person_key": 1, "date_day": 1}
    assert by_and_by.hashes() == at_once.hashes()
    assert all(at_once.ask(f"select count(*) from {name}") > [(0,)] for name in at_once.hashes())


def test_what_is_built_again_is_what_was_touched(
    tmp_path: Path, parsed: Dbt, monkeypatch: pytest.MonkeyPatch
):
    company, files = Company(tmp_path / "home", parsed), tmp_path / "files"
    assert set(map(tuple, company.build(loads.plain(files)).values())) == {(None,)}
    assert everything(company.build()) == set()
    kept = company.build([loads.emptied(files, 2)])
    assert kept == {name: [2] if name in (*OF_ADS, CLAIMS) else [] for name in BY_DAY}
    assert company.build([loads.aimed(files, "PAY")]) == {
        name: [1, 3] if name == CLAIMS else [] for name in BY_DAY
    }
    kept = company.build([loads.emptied(files, 3, loads.KEYWORDS)])
    assert kept == {name: [3] if name == OF_SEARCH[0] else [] for name in BY_DAY}
    gone = "select count(*) from marts.fct_ad_performance_daily where date_day = '2026-11-02'"
    assert company.ask(gone) == [(0,)]
    renamed = company.build([loads.renamed(files)])
    assert renamed["stg_ad_performance"] == []
    assert renamed["int_ad_days"] == renamed["fct_ad_performance_daily"] == [3]
    listed = company.build([loads.listed(files)])
    assert listed[OF_SEARCH[0]] == listed[OF_SEARCH[1]] == [1, 2]
    assert listed["int_ad_days"] == []
    rated = company.build([loads.rated(files, 1)])
    assert (rated["stg_ad_performance"], rated["int_ad_days"][:1]) == ([], [1])
    assert rated[OF_SEARCH[0]][:1] == rated[OF_SEARCH[1]][:1] == [1]
    monkeypatch.setattr(Dbt, "fingerprint", "another project")
    assert everything(company.build()) == {None}


def everything(built: Mapping[str, Iterable[int | None]]) -> set[int | None]:
    return {day for days in built.values() for day in days}
