"""Persons built cluster by cluster: whatever comes, goes, is muted or struck out, as built anew."""

import random
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import buyers
import pytest
import visits
from loads import Load, load
from test_restatement import Company

from pipelines.build import Dbt
from tests.warehouse.made import clock

pytestmark = pytest.mark.dbt

MODELS = (
    *("int_identity_records", "int_identity_clusters", "int_identifiers", "int_identity_edges"),
    *("int_identity_components", "int_identity_splits", "int_identity_groups"),
)
AT_A_DESK = 8  # contacts that one phone may have


@pytest.fixture
def company(tmp_path: Path, parsed: Dbt) -> Company:
    """Contacts at one desk, two people with a browser each, and ten visitors nobody knows."""
    made = Company(tmp_path / "home", parsed, MODELS, ["+int_identity_groups"])
    desk = [_contact(f"d{n}", 1, phone_hash="desk") for n in range(AT_A_DESK)]
    two = [_contact(n, 1, email_hash=f"e{n}", phone_hash=f"p{n}") for n in "12"]
    known = [_message(f"a{n}", 5, anonymous_id=f"c{n}", email_hash=f"e{n}") for n in "12"]
    unknown = [_message(f"x{n}", 5, anonymous_id=f"x{n}") for n in range(10)]
    files = tmp_path / "files"
    made.build([*_crm(files, 2, desk + two), *_web(files, 6, known + unknown)])
    return made


def test_each_change_touches_its_clusters_and_ends_as_built_anew(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    steps: Mapping[str, tuple[list[Load], str]] = {
        "nothing": ([], ""),
        "a visitor more": (
            _web(tmp_path, 30, [_message("b1", 29, anonymous_id="y")]),
            "cookie:y",
        ),
        "two turn out to be one": (
            _web(tmp_path, 31, [_message("b2", 30, anonymous_id="c1", email_hash="e2")]),
            "contact:crm/2 cookie:c2 email:e2 phone:p2",
        ),
        "a record withdrawn parts them": (
            _web(tmp_path, 32, [_message("b2", 29, anonymous_id="c3")]),
            "contact:crm/2 cookie:c2 cookie:c3 email:e2 phone:p2",
        ),
        "one at the desk too many mutes it": (
            _crm(tmp_path, 33, [_contact("d8", 33, phone_hash="desk")]),
            " ".join(["phone:desk", *(f"contact:crm/d{n}" for n in range(1, 9))]),
        ),
        "the e-mail address of the first is struck out everywhere": (
            [
                *_crm(tmp_path, 34, [_contact("1", 34, phone_hash="p1")]),
                *_web(tmp_path, 34, [_message("a1", 4, anonymous_id="c1")]),
            ],
            "cookie:c1 email:e1",
        ),
    }
    for number, (what, (some, wanted)) in enumerate(steps.items()):
        before = company.ask("select change_no from changes.latest")[0][0]
        company.build(some)
        told = company.ask(
            "select key from changes.keys where change_no > $before"
            " and input = 'int_identity_groups' and told = 'identifier'",
            before=before,
        )
        assert {key for (key,) in told} == set(wanted.split()), what
        by_parts = company.hashes()
        monkeypatch.setattr(Dbt, "fingerprint", f"another project {number}")
        company.build()
        assert company.hashes() == by_parts, what
    muted = company.ask("select identifier from intermediate.int_identifiers where is_muted")
    assert muted == [("phone:desk",)]


def test_what_comes_after_a_quiet_build_is_seen(company: Company, tmp_path: Path):
    company.build()
    company.build(_web(tmp_path, 30, [_message("q", 30, anonymous_id="q")]))
    found = "select count(*) from intermediate.int_identity_groups where identifier = 'cookie:q'"
    assert company.ask(found) == [(1,)]


@pytest.mark.parametrize("seed", [3, 4])
def test_records_in_any_order_end_as_one_build_of_all(tmp_path: Path, parsed: Dbt, seed: int):
    dice, files = random.Random(seed), tmp_path / "files"
    week = [*visits.history(files, seed), *buyers.history(files, seed)]
    at_once, by_and_by = (
        Company(tmp_path / name, parsed, MODELS, ["+int_identity_groups"])
        for name in ("at_once", "by_and_by")
    )
    at_once.build(week)
    cuts = [0, *sorted(dice.sample(range(4, len(week)), 3)), len(week)]
    dice.shuffle(week)
    for first, last in pairwise(cuts):
        by_and_by.build(week[first:last])
    assert by_and_by.hashes() == at_once.hashes()
    assert len(at_once.hashes()) == len(MODELS)
    for name in at_once.hashes():
        assert at_once.ask(f"select count(*) from {name}") > [(0,)]


def _crm(folder: Path, hour: int, rows: Sequence[Mapping[str, object]]) -> list[Load]:
    return [load(folder, buyers.CONTACTS, hour, "crm", rows)]


def _web(folder: Path, hour: int, rows: Sequence[Mapping[str, object]]) -> list[Load]:
    return [load(folder, visits.EVENTS, hour, "web", rows)]


def _contact(number: str, hour: int, **told: str) -> Mapping[str, object]:
    return {"contact_id": number, "created_at": clock(1), "updated_at": clock(hour), **told}


def _message(number: str, hour: int, **told: str) -> Mapping[str, object]:
    """A page seen at the fourth hour; told twice, it is as it was received first."""
    kind = {"message_id": number, "event_type": "page", "occurred_at": clock(4)}
    return {**kind, "received_at": clock(hour), **told}
