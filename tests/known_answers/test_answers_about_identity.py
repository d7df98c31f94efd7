"""Persons: what belongs together is one, what only looks so is not, and both are told."""

from datetime import datetime

import polars as pl
import pytest
from answers import Answers

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]

FOUND = 0.99
MOMENT = "%Y-%m-%d %H:%M:%S"


def records(answers: Answers) -> pl.DataFrame:
    """Every order, lead and visit that can be told apart, with its person here and in truth."""
    world = answers.world
    leads = [world.leads, world.sales_leads.filter(~pl.col("is_deleted"))]
    true = {
        "select order_id as record, person_key from fct_order": world.orders.select(
            "person_id", record="order_id"
        ),
        "select lead_id as record, person_key from fct_lead": pl.concat(
            [table.select("person_id", record="lead_id") for table in leads]
        ),
        f"""select strftime(started_at, '{MOMENT}.%g') as record, person_key
        from fct_web_session""": world.visits.filter(
            pl.col("started_at").is_unique() & ~pl.col("person_id").str.starts_with("F")
        ).select("person_id", record=pl.col("started_at").dt.strftime(f"{MOMENT}.%3f")),
    }
    told = [answers.marts(sql).join(table, on="record") for sql, table in true.items()]
    return pl.concat([frame.select("record", "person_key", "person_id") for frame in told])


def test_records_of_one_person_are_found_to_be_and_no_others(answers: Answers):
    told = records(answers)
    pairs = told.join(told, on="person_id").filter(pl.col("record") < pl.col("record_right"))
    assert pairs.height > 10_000
    assert (pairs["person_key"] == pairs["person_key_right"]).sum() / pairs.height >= FOUND
    assert told.group_by("person_key").agg(pl.col("person_id").n_unique())["person_id"].max() == 1


def test_who_shares_a_number_or_a_tablet_is_not_one(answers: Answers):
    keys = dict(records(answers).select("person_id", "person_key").iter_rows())
    traps = answers.world.traps
    pairs = traps.filter(pl.col("kind").is_in(["family", "recycled"]))
    known = [
        (keys[one], keys[other])
        for one, other in pairs.select("person_id", "other").iter_rows()
        if one in keys and other in keys
    ]
    assert len(known) >= 6 and all(one != other for one, other in known)
    parted = answers.warehouse("""
        select count(distinct group_eldest) as groups, min(reason) as reason
        from intermediate.int_identity_splits""")
    assert parted.row(0) == (len(known), "two_members")
    for kind in ("desk", "kiosk"):
        people = traps.filter(pl.col("kind") == kind)["person_id"]
        assert len({keys[person] for person in people if person in keys}) == len(people)
    muted = answers.warehouse("""
        select identifier_kind as kind, muted_reason as reason from intermediate.int_identifiers
        where is_muted order by all""")
    assert muted.rows() == [
        ("cookie", "12 member ids, at most 10"),
        ("phone", "9 contact ids, at most 8"),
    ]


def test_the_page_of_trust_tells_what_identity_did(answers: Answers):
    told = answers.marts("""
        select measure, feed, value, detail from rpt_data_trust where connector = 'identity'""")
    values = {row[:2]: row[2] for row in told.iter_rows()}
    behind = answers.warehouse("""
        select count(*) filter (is_merged) as merged,
            (select count(distinct group_eldest) from intermediate.int_identity_splits) as parted
        from intermediate.int_identity_groups""")
    assert values["merged_persons", "persons"] == behind["merged"].item() > 0
    assert values["parted_groups", "two_members"] == behind["parted"].item()
    assert 0 < values["muted_identifier_share", "phone"] < 0.01
    matched = answers.marts("""
        select min(value) as least from rpt_data_trust
        where measure = 'identity_match_rate' and connector = 'shopify'""")
    assert matched.item() > 0.5


def test_keys_that_are_no_persons_any_more_lead_to_the_one_that_is(answers: Answers):
    wrong = answers.marts("""
        select former_key from dim_person_key as former
        where exists (select 1 from dim_person where person_key = former.former_key)
            or merged_at < first_seen_at""")
    assert wrong.height == 0
    told = answers.marts("""
        select count(*) as keys, count(*) filter (is_merged and merged_at > first_seen_at) as merged
        from dim_person_key""")
    assert told["keys"].item() > told["merged"].item() > 20


def test_who_was_somebody_else_before_is_who_a_telling_one_by_one_finds(answers: Answers):
    told = answers.warehouse("""
        select record_key, identifier, seen_at from intermediate.int_identity_clusters
        where cluster_key not in (select cluster_key from intermediate.int_identity_splits)
        order by seen_at nulls last, identifier""")
    merged = answers.warehouse("""
        select identifier from intermediate.int_identity_groups where is_merged
            and cluster_key not in (select cluster_key from intermediate.int_identity_splits)""")
    muted = answers.warehouse("""
        select identifier from intermediate.int_identifiers where is_muted""")
    found = merged_one_by_one(told, set(muted["identifier"]))
    assert found == set(merged["identifier"]) and len(found) > 100


def merged_one_by_one(told: pl.DataFrame, muted: set[str]) -> set[str]:
    """Identifiers that stood for a person until a later record tied them to an elder one."""
    seen: dict[str, datetime | None] = {}
    for identifier, at in told.select("identifier", "seen_at").iter_rows():
        seen.setdefault(identifier, at)
    age = {name: place for place, name in enumerate(seen)}
    ties = told.filter(~pl.col("identifier").is_in(muted)).group_by("record_key").agg(
        pl.col("identifier"), at=pl.col("seen_at").first()
    )  # fmt: skip
    eldest, merged = dict(zip(seen, seen, strict=True)), set[str]()

    def elder_of(name: str) -> str:
        while eldest[name] != name:
            eldest[name] = name = eldest[eldest[name]]
        return name

    for names, at in ties.sort("at", nulls_last=True).select("identifier", "at").iter_rows():
        first, *others = sorted({elder_of(name) for name in names}, key=age.__getitem__)
        for other in others:
            eldest[other] = first
            if at is None or (seen[other] or at) < at:
                merged.add(other)
    return merged
