"""docs/connectors/index.md is what the connectors and streams say of themselves."""

import pytest

from connectors import CONNECTORS
from pipelines.assets.families import family_of as group_of
from pipelines.connector_index import FAMILIES, PAGE, family_of, page


def test_the_committed_page_is_what_the_generator_writes():
    assert PAGE.read_text("utf-8") == page(), "run: python -m pipelines.connector_index"


@pytest.mark.parametrize("name", CONNECTORS)
def test_every_feed_stands_under_its_family_with_its_tables(name: str):
    member = CONNECTORS[name]
    assert family_of(member) == group_of(name)
    chapter = page().split(f"\n## {FAMILIES[family_of(member)]}\n")[1].split("\n## ")[0]
    assert f"({name}.md)" in chapter
    for feed in member.feeds:
        [row] = [line for line in chapter.splitlines() if line.startswith(f"| `{name}` | `{feed}`")]
        _, _, told, asked, tables = row.strip("| ").split(" | ")
        assert told
        assert asked
        assert f"`{name}__" in tables
