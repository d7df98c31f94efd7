"""Clusters out of records nobody has thought of: a part of them built alone is as in the whole."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pytest

from pipelines.build import Dbt

pytestmark = pytest.mark.dbt

CLUSTERS = "int_identity_clusters"
OF_CLUSTERS = (
    *("int_identifiers", "int_identity_edges", "int_identity_components"),
    *("int_identity_splits", "int_identity_groups"),
)
MOMENT = datetime(2026, 11, 1)  # noqa: DTZ001  (the warehouse keeps UTC unsaid)
FIELDS = ("cookie", "email", "phone", "contact", "merged_contact", "member")
KINDS = {"merged_contact": "contact"}
LIMITS = pl.DataFrame({"identifier_kind": ["phone"], "linked_kind": ["member"], "most_links": [1]})
CHAIN, RECORDS = 3000, 400


@pytest.fixture(scope="module")
def sql(empty: Dbt) -> dict[str, str]:
    """The models' SQL by their names."""
    done = empty.invoke(["compile", "--select", CLUSTERS, *OF_CLUSTERS])
    assert done.success, done.exception
    folder = empty.folder / "target" / "compiled" / "marketing_warehouse" / "models"
    paths = (folder / "intermediate" / "identity").glob("*.sql")
    return {path.stem: Path(path).read_text("utf-8") for path in paths}


def warehouse(sql: dict[str, str], records: pl.DataFrame) -> duckdb.DuckDBPyConnection:
    """These records in a warehouse, with their clusters."""
    db = duckdb.connect()
    db.execute("attach ':memory:' as warehouse; use warehouse; create schema seeds")
    db.execute("create schema intermediate; create schema whole; use warehouse.intermediate")
    db.register("limits", LIMITS)
    db.execute("create table seeds.identity_limits as from limits")
    db.register("given", records)
    db.execute("create table int_identity_records as from given")
    db.execute(f"create table {CLUSTERS} as {sql[CLUSTERS]}")
    return db


def told(kinds: list[tuple[str, str, str]]) -> pl.DataFrame:
    """Records as rows of (record, field, value), each seen a minute after the one before it."""
    names = {key: place for place, key in enumerate(dict.fromkeys(key for key, *_ in kinds))}
    counts = pl.Series([key for key, *_ in kinds]).value_counts()
    fields = dict(counts.iter_rows())
    return pl.DataFrame(
        {
            "record_key": [key for key, *_ in kinds],
            "source_name": [f"source {names[key] % 3}" for key, *_ in kinds],
            "field": [field for _, field, _ in kinds],
            "identifier_kind": [KINDS.get(field, field) for _, field, _ in kinds],
            "identifier": [f"{KINDS.get(field, field)}:{value}" for _, field, value in kinds],
            "fields": [fields[key] for key, *_ in kinds],
            "seen_at": [MOMENT + timedelta(minutes=names[key]) for key, *_ in kinds],
        }
    )


def at_random(seed: int) -> pl.DataFrame:
    """Records of a few fields each, out of villages that know no other."""
    dice = np.random.default_rng(seed)
    found = []
    for record in range(RECORDS):
        village = int(dice.integers(0, RECORDS // 8))
        some = dice.choice(len(FIELDS), int(dice.integers(1, 4)), replace=False)
        for place in sorted({*some.tolist(), *([3] if 4 in some else [])}):
            found.append((f"r{record}", FIELDS[place], f"{village}-{dice.integers(0, 4)}"))
    return told(found)


def joined(records: pl.DataFrame) -> dict[str, str]:
    """Identifier → smallest one of those that records lead to, joined record by record."""
    group: dict[str, set[str]] = {}
    for _, names in records.group_by("record_key"):
        both = set().union(*(group.get(name, {name}) for name in names["identifier"]))
        group |= dict.fromkeys(both, both)
    return {name: min(names) for name, names in group.items()}


@pytest.mark.parametrize("turned", ["outwards", "in order", "at random"])
def test_a_long_chain_is_one_cluster(sql, turned):
    names = [f"{n:05}" for n in range(CHAIN)]
    if turned == "at random":
        np.random.default_rng(1).shuffle(names)
    if turned == "outwards":
        names = [*names[::2], *reversed(names[1::2])]
    chain = [
        (f"r{n}", field, value)
        for n, pair in enumerate(pairwise(names))
        for field, value in zip(("contact", "merged_contact"), pair, strict=True)
    ]
    records = told([*chain, ("alone", "cookie", "x"), ("again", "cookie", "x")])
    found = dict(
        warehouse(sql, records)
        .execute(f"select identifier, cluster_key from {CLUSTERS}")
        .fetchall()
    )
    assert found == joined(records)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_clusters_are_what_records_lead_to(sql, seed):
    records = at_random(seed)
    found = warehouse(sql, records).execute(f"select identifier, cluster_key from {CLUSTERS}")
    true = joined(records)
    assert dict(found.fetchall()) == true
    sizes = Counter(true.values()).values()
    assert max(sizes) > 5 and min(sizes) == 1


@pytest.mark.parametrize("seed", [4, 5])
def test_a_part_of_the_clusters_built_alone_is_as_in_the_whole(sql, seed):
    db = warehouse(sql, at_random(seed))
    for model in OF_CLUSTERS:
        db.execute(f"create table {model} as {sql[model]}")
        db.execute(f"create table whole.{model} as from {model}")
    assert db.execute("from int_identity_splits").fetchall()
    assert db.execute("from int_identifiers where is_muted").fetchall()
    some = "select cluster_key from int_identifiers where hash(cluster_key) % 3 = 0"
    db.execute(f"create table kept as {some}")
    db.execute(f"delete from {CLUSTERS} where cluster_key not in (from kept)")
    for model in OF_CLUSTERS:
        db.execute(f"create or replace table {model} as {sql[model]}")
        wanted = f"from whole.{model} where cluster_key in (from kept)"
        assert db.execute(wanted).fetchall()
        for one, other in ((f"from {model}", wanted), (wanted, f"from {model}")):
            assert db.execute(f"({one}) except all ({other})").fetchall() == []
