"""docs/connectors/index.md: every connector and feed, from the connectors and the streams."""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from connectors import CONNECTORS
from connectors.core import Connector, Feed, FileFeed, Folder, HeaderToken, QueryToken, Refreshed
from pipelines.streams import STREAMS

PAGES = Path(__file__).resolve().parents[1] / "docs" / "connectors"
PAGE = PAGES / "index.md"
FAMILIES = {
    "ads": "Ads 广告",
    "social": "Social 社媒",
    "web": "Web 网站",
    "crm": "CRM 客户",
    "messaging": "Messaging 触达",
    "survey": "Surveys 问卷",
    "commerce": "Commerce 电商",
    "seo": "Search 搜索",
    "service": "Service 客服",
    "brand": "Brand 品牌",
    "events": "Events 活动",
    "partners": "Partners 渠道",
    "finance": "Finance 财务",
}
HEAD = """# Connectors 连接器

Written by `python -m pipelines.connector_index` from connectors and streams; a test compares.
Each name leads to its page: access, limits, figures, and what to do when it breaks.

{count} connectors, {feeds} feeds, {tables} tables.
"""
OVERVIEW = """
| connector | comes by | access | at most | version |
| --- | --- | --- | --- | --- |
"""
DETAIL = """
| connector | feed | one record per | asked | becomes |
| --- | --- | --- | --- | --- |
"""


def page() -> str:
    """The whole page, one chapter per family."""
    feeds = sum(len(member.feeds) for member in CONNECTORS.values())
    text = HEAD.format(count=len(CONNECTORS), feeds=feeds, tables=len(STREAMS))
    for family, members in _by_family():
        text += f"\n## {FAMILIES.get(family, family)}\n"
        text += OVERVIEW + _table(_overview(member) for member in members)
        text += DETAIL + _table(row for member in members for row in _feeds(member))
    return text


def family_of(member: Connector | Folder) -> str:
    """The folder its feeds are written in."""
    feed = next(iter(member.feeds.values()))
    return feed.function.__module__.split(".")[1]


def _by_family() -> Iterator[tuple[str, list[Connector | Folder]]]:
    families = [family_of(member) for member in CONNECTORS.values()]
    known = [family for family in FAMILIES if family in families]
    for family in dict.fromkeys([*known, *families]):
        yield family, [one for one in CONNECTORS.values() if family_of(one) == family]


def _overview(member: Connector | Folder) -> tuple[str, ...]:
    if isinstance(member, Folder):
        return _link(member), "file", f"`inbox/{member.name}/`", "–", "–"
    version = f"{member.api_version}, until {member.sunset}" if member.sunset else ""
    return _link(member), "API", _access(member), _limits(member), version or member.api_version


def _link(member: Connector | Folder) -> str:
    """The title of its page, leading there."""
    title = (PAGES / f"{member.name}.md").read_text("utf-8").splitlines()[0]
    return f"[{re.sub(r' *[(]`.*', '', title.removeprefix('# '))}]({member.name}.md)"


def _access(connector: Connector) -> str:
    """How a call proves who asks, and the names of the secrets it takes."""
    proof = connector.auth(dict.fromkeys(connector.secrets, "x"))
    if isinstance(proof, Refreshed):
        how = "token renewed, kept on disk" if proof.kept else "token renewed"
    elif isinstance(proof, HeaderToken):
        how = f"token in `{proof.name}`"
    elif isinstance(proof, QueryToken):
        how = f"token in `?{proof.name}`"
    else:
        how = "each call signed"
    return f"{how}: {', '.join(connector.secrets)}"


def _limits(connector: Connector) -> str:
    """Calls per account, as we keep to them."""
    parts = [f"{connector.calls_per_second:g}/s", f"{connector.at_once} at once"]
    parts += [f"{rate:g}/s for `{path}`" for path, rate in connector.paths_per_second.items()]
    return ", ".join(parts)


def _feeds(member: Connector | Folder) -> Iterator[tuple[str, ...]]:
    for feed in member.feeds.values():
        streams = (s for s in STREAMS.values() if (s.connector, s.feed) == (member.name, feed.name))
        tables = "; ".join(f"`{s.name}`: {s.grain}" for s in streams)
        doc = " ".join(feed.doc.split("\n\n")[0].split())
        told = re.sub(r"^One record per (\w)", lambda found: found[1], doc).rstrip(".")
        yield f"`{member.name}`", f"`{feed.name}`", told, _asked(feed), tables


def _asked(feed: Feed | FileFeed) -> str:
    """Which days are asked for on a run, or which files are taken."""
    if isinstance(feed, FileFeed):
        return ", ".join(f"`{pattern}`" for pattern in feed.patterns)
    if feed.kind == "snapshot":
        return "whole, every run"
    what = "changes, " if feed.kind == "cursor" else ""
    again = "day" if feed.repull_days == 1 else f"{feed.repull_days} days"
    days = f"the last {again} again"
    days += f", once a week {feed.weekly_days}" if feed.weekly_days else ""
    days += f", {feed.max_days} to a call" if feed.max_days else ""
    ends = [f"from {feed.since}" if feed.since else "", f"to {feed.until}" if feed.until else ""]
    return ", ".join(filter(None, [f"{what}{days}", *ends]))


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    cells = ([cell.replace("|", "\\|") for cell in row] for row in rows)
    return "".join(f"| {' | '.join(row)} |\n" for row in cells)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"docs  {PAGE.relative_to(PAGES.parents[1])}\n")
