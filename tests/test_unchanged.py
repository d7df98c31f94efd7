"""What a build selects, from the states of the tables that models read."""

import pytest

from pipelines.unchanged import PROJECT, selection, still_true

OLD = {"source.a__x": "1:1", "source.b__y": "2:2", "ops.coverage": "3:3", PROJECT: "p"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, None),
        ({"source.a__x": "2:9"}, ("source:a.a__x+",)),
        ({"source.c__z": "0:0"}, ("source:c.c__z+",)),
        (
            {"ops.coverage": "4:4", "source.b__y": "0:0"},
            ("source:ops.coverage+", "source:b.b__y+"),
        ),
        ({PROJECT: "q"}, ()),
        ({PROJECT: "q", "source.a__x": "2:9"}, ()),
    ],
)
def test_what_hangs_on_a_changed_table_is_built(change, told):
    assert selection(OLD | change, OLD) == told


def test_all_is_built_where_nothing_is_known_or_a_table_is_gone():
    assert selection(OLD, {}) == ()
    assert selection({PROJECT: "p"}, OLD) == ()


def test_a_build_that_fails_leaves_what_it_built_unknown():
    now = OLD | {"source.a__x": "2:9"}
    left = still_true(now, OLD)
    assert left.keys() == OLD.keys() - {"source.a__x"}
    later = now | {"source.b__y": "7:7"}
    assert selection(later, left) == ("source:a.a__x+", "source:b.b__y+")
    assert selection(OLD, left) == ("source:a.a__x+",)
