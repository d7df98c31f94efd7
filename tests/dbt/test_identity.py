"""Persons out of links nobody has thought of: the models beside a plain telling of history."""

from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pytest

from pipelines.build import Dbt

pytestmark = pytest.mark.dbt

MODELS = ("int_identity_components", "int_identity_splits", "int_identity_groups")
DAY = datetime(2026, 11, 1)  # noqa: DTZ001  (the warehouse keeps UTC unsaid)
KINDS = ("cookie", "email", "phone", "contact", "member")
SOME, TOGETHER = 400, 10


@pytest.fixture(scope="module")
def models(empty: Dbt) -> Path:
    """The identity models' SQL."""
    done = empty.invoke(["compile", "--select", *MODELS])
    assert done.success, done.exception
    folder = empty.folder / "target" / "compiled" / "marketing_warehouse" / "models"
    return folder / "intermediate" / "identity"


def linked(seed: int, members: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Identifiers and links at random, in clusters; some links as old as what they link."""
    dice = np.random.default_rng(seed)
    seen = dice.integers(0, 40, SOME)
    kinds = [KINDS[n] for n in dice.integers(0, len(KINDS) - (members == 0), SOME)]
    kinds = [kind if kind != "member" or n < members else "email" for n, kind in enumerate(kinds)]
    names = [f"{kind}:{seed}-{n}" for n, kind in enumerate(kinds)]
    ends = dice.integers(0, SOME, (SOME, 2))
    ends[:, 1] = ends[:, 0] // TOGETHER * TOGETHER + ends[:, 1] % TOGETHER
    ends = np.unique(ends[ends[:, 0] != ends[:, 1]], axis=0)
    late = np.where(dice.random(len(ends)) < 0.5, 0, dice.integers(0, 20, len(ends)))
    at = np.maximum(seen[ends[:, 0]], seen[ends[:, 1]]) + late
    nodes = pl.DataFrame(
        {
            "identifier": names,
            "identifier_kind": kinds,
            "first_seen_at": [DAY + timedelta(days=int(day)) for day in seen],
            "sources": 1,
            "cluster_key": np.repeat(
                [min(names[n : n + TOGETHER]) for n in range(0, SOME, TOGETHER)], TOGETHER
            ),
        }
    )
    edges = pl.DataFrame(
        {
            "from_identifier": [names[n] for n in ends[:, 0]],
            "to_identifier": [names[n] for n in ends[:, 1]],
            "first_linked_at": [DAY + timedelta(days=int(day)) for day in at],
            "sources": dice.integers(1, 3, len(ends)),
            "records": dice.integers(1, 5, len(ends)),
        }
    )
    return nodes, edges


def built(models: Path, nodes: pl.DataFrame, edges: pl.DataFrame) -> duckdb.DuckDBPyConnection:
    """The models' tables for these identifiers and links."""
    db = duckdb.connect()
    db.execute("attach ':memory:' as warehouse; use warehouse; create schema intermediate")
    db.register("nodes", nodes)
    db.register("edges", edges)
    db.execute("create table intermediate.int_identifiers as from nodes")
    db.execute("create table intermediate.int_identity_edges as from edges")
    for model in MODELS:
        sql = (models / f"{model}.sql").read_text("utf-8")
        db.execute(f"create table intermediate.{model} as {sql}")
    return db.execute("use warehouse.intermediate")


def history(nodes: pl.DataFrame, edges: pl.DataFrame) -> dict[str, tuple]:
    """Identifier → eldest of its group at the end, whether it stood alone, and until when.

    Links are taken one moment after the other, groups joined as they come.
    """
    order = nodes.sort("first_seen_at", "identifier")["identifier"].to_list()
    age = {name: place for place, name in enumerate(order)}
    seen = dict(nodes.select("identifier", "first_seen_at").iter_rows())
    group = {name: {name} for name in order}
    merged: dict[str, datetime] = {}
    for (moment,), links in edges.sort("first_linked_at").group_by(
        "first_linked_at", maintain_order=True
    ):
        for one, other in links.select("from_identifier", "to_identifier").iter_rows():
            if group[one] is not group[other]:
                both = group[one] | group[other]
                for name in both:
                    group[name] = both
        for name in order:
            if name not in merged and min(group[name], key=age.__getitem__) != name:
                merged[name] = moment
    return {
        name: (
            min(group[name], key=age.__getitem__),
            name not in merged or merged[name] > seen[name],
            merged[name] if name in merged and merged[name] > seen[name] else None,
        )
        for name in order
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_links_walked_at_once_tell_what_happened_one_by_one(models, seed):
    nodes, edges = linked(seed, members=0)
    told = (
        built(models, nodes, edges)
        .execute("""
        select identifier, eldest_identifier, stood_alone, merged_at
        from int_identity_components""")
        .fetchall()
    )
    true = history(nodes, edges)
    assert {row[0]: row[1:] for row in told} == true
    assert sum(label != name for name, (label, *_) in true.items()) > SOME // 3
    assert any(moment for *_, moment in true.values())


def test_keys_are_the_same_in_whatever_order_rows_lie(models):
    nodes, edges = linked(4, members=120)
    rows = "select * from int_identity_groups order by identifier"
    once = built(models, nodes, edges).execute(rows).pl()
    turned = edges.select(
        pl.col("to_identifier").alias("from_identifier"),
        pl.col("from_identifier").alias("to_identifier"),
        pl.exclude("from_identifier", "to_identifier"),
    )
    again = built(
        models,
        nodes.sample(fraction=1, shuffle=True, seed=1),
        turned.sample(fraction=1, shuffle=True, seed=2),
    )
    assert again.execute(rows).pl().equals(once)


def test_a_key_survives_whatever_comes_later_and_old_keys_lead_to_it(models):
    nodes, edges = linked(5, members=0)
    early = pl.col("first_seen_at") < DAY + timedelta(days=20)
    before = built(
        models,
        nodes.filter(early),
        edges.filter(pl.col("first_linked_at") < DAY + timedelta(days=20)),
    )
    published = before.execute("select identifier, person_key from int_identity_groups").pl()
    now = built(models, nodes, edges).execute("from int_identity_groups").pl()
    held = published.join(now, left_on="person_key", right_on="own_key", how="left")
    assert held["person_key_right"].null_count() == 0
    same = held.join(now.select("identifier", now_key="person_key"), on="identifier")
    moved = same.filter(pl.col("person_key") != pl.col("now_key"))
    assert (same["person_key_right"] == same["now_key"]).all()
    assert moved.height and (moved["merged_at"] >= DAY + timedelta(days=20)).all()


def test_no_person_has_two_members_and_what_is_parted_stays_with_a_neighbour(models):
    nodes, edges = linked(6, members=SOME)
    db = built(models, nodes, edges)
    assert (
        db.execute("""
        select person_key from int_identity_groups where identifier_kind = 'member'
        group by all having count(*) > 1""").fetchall()
        == []
    )
    assert db.execute("select count(distinct reason) from int_identity_splits").fetchone() != (0,)
    alone = db.execute("""
        select splits.identifier from int_identity_splits as splits
        where splits.identifier <> splits.core_identifier and not exists (
            select 1 from int_identity_edges as edges join int_identity_splits as other
                on (edges.from_identifier, edges.to_identifier) in (
                    (splits.identifier, other.identifier), (other.identifier, splits.identifier))
            where other.core_identifier = splits.core_identifier)""").fetchall()
    assert alone == []
