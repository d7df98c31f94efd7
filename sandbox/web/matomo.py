"""Matomo 5 on a server of our own, as its contract tells it.

- Every call is `POST /index.php`; `token_auth` is taken from the body alone (a "secure" token).
- HTTP is 200 for refusals, `{"result":"error"}`. A range of days is an object keyed by date; a day
  without visits is `[]`.
- Counts drift between numbers and text, 0 is `false` or left out, labels hold hard spaces and
  entities; lists end after `filter_limit` rows, 100 unless told otherwise.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import polars as pl

from sandbox.dialogue import Reply, Request, Route
from sandbox.secrets import SECRETS
from sandbox.story.counters import COUNTERS
from sandbox.telling import Prepared, day_or_none, days_between, encode, played, records
from sandbox.tokens import form

NAME = "matomo"
KINDS = {  # kind of source: number, label
    "direct": (1, "Direct Entry"),
    "search": (2, "Search Engines"),
    "link": (3, "Websites"),
    "campaign": (6, "Campaigns"),
    "social": (7, "Social&nbsp;Networks"),
}
LEAST = 100  # rows of a list, unless told otherwise
VISITS = {
    "nb_uniq_visitors": pl.col("cookie").n_unique(),
    "nb_visits": pl.col("visit").n_unique(),
    "nb_actions": pl.len(),
    "bounce_count": pl.col("visit").filter(pl.col("pages") == 1).n_unique(),
    "sum_visit_length": pl.col("seconds").sum().round().cast(pl.Int64),
    "max_actions": pl.col("pages").max(),
}
PAGES = {
    "nb_hits": pl.len(),
    "nb_visits": pl.col("visit").n_unique(),
    "nb_uniq_visitors": pl.col("cookie").n_unique(),
    "sum_time_spent": pl.col("seconds").sum().round().cast(pl.Int64),
    "entry_nb_visits": pl.col("is_entry").sum(),
    "exit_nb_visits": pl.col("is_exit").sum(),
}
Asked = Mapping[str, str]
Row = dict[str, Any]


def refuse(message: str) -> Reply:
    """No, with HTTP 200."""
    return Reply(200, {"result": "error", "message": message})


WORDS = {
    "too_large": lambda: Reply(500, b"<html>Allowed memory size exhausted</html>"),
    "role_lost": lambda: refuse("You can't access this resource as it requires 'view' access."),
}


class Matomo:
    """The server, over one world."""

    def __init__(self, world: Any) -> None:
        self.world = world
        mine = world.accounts.filter(pl.col("connector") == NAME)
        self.sites = {row["account_id"]: row for row in records(mine)}
        self.views, self.sold, self.answers = Prepared(), Prepared(), Prepared(keep=128)
        self.reports: dict[str, Callable[[str, date, Asked], Any]] = {
            "VisitsSummary.get": self.summary,
            "Referrers.getReferrerType": self.referrers,
            "Actions.getPageUrls": self.pages,
            "Goals.get": self.goals,
        }

    def index(self, request: Request) -> Reply:
        asked = form(request)
        method = asked.get("method", "")
        if asked.get("token_auth") != SECRETS["MATOMO_TOKEN_AUTH"]:
            return refuse("Unable to authenticate with the provided token. It is either invalid, "
                          "expired or is required to be sent as a POST parameter.")  # fmt: skip
        if reply := played(request, WORDS):
            return reply
        if asked.get("module") != "API" or asked.get("format") != "JSON":
            return refuse("module=API and format=JSON are required")
        if method == "API.getMatomoVersion":
            return Reply(200, {"value": "5.3.2"})
        if method == "SitesManager.getSitesWithAtLeastViewAccess":
            return Reply(200, [self.site(number) for number in self.sites])
        if method not in self.reports:
            plugin, _, name = method.partition(".")
            return refuse(f"The method '{name}' does not exist or is not available in the module "
                          f"'\\Piwik\\Plugins\\{plugin}\\API'.")  # fmt: skip
        return self.report(method, asked, request.today)

    def site(self, number: str) -> Row:
        told = self.sites[number]
        more = {"main_url": f"https://{COUNTERS[number].host}", "ecommerce": 1, "sitesearch": 1}
        more |= {"timezone": told["zone"], "currency": told["currency_code"], "type": "website"}
        return {"idsite": int(number), "name": told["account_name"], **more}

    def report(self, method: str, asked: Asked, today: date) -> Reply:
        number = asked.get("idSite", "")
        if number not in self.sites:
            return refuse("You can't access this resource as it requires 'view' access for the "
                          f"website id = {number}.")  # fmt: skip
        first, _, last = asked.get("date", "").partition(",")
        start, end = day_or_none(first), day_or_none(last or first)
        if asked.get("period") != "day" or start is None or end is None:
            return refuse(f"The date '{asked.get('date')}' is not valid for this period")
        rest = {name: value for name, value in asked.items() if name != "token_auth"}
        key = (repr(sorted(rest.items())), today)
        return Reply(200, self.answers.get(key, lambda: self.told(method, number, rest, today)))

    def told(self, method: str, number: str, asked: Asked, today: date) -> bytes:
        first, _, last = asked["date"].partition(",")
        days = days_between(date.fromisoformat(first), date.fromisoformat(last or first))
        closed = today - timedelta(days=1)
        by_day = {
            str(day): self.reports[method](number, day, asked) if day <= closed else []
            for day in days
        }
        return encode(by_day if last else by_day[first])

    def seen(self, number: str, day: date) -> pl.DataFrame:
        """The views of a day of the site's zone."""
        parts = self.views.get(number, lambda: self.parts(number))
        return parts.get((day,), next(iter(parts.values())).clear())

    def parts(self, number: str) -> dict[tuple[Any, ...], pl.DataFrame]:
        return self.world.site_views(number).partition_by("day", as_dict=True)

    def summary(self, number: str, day: date, asked: Asked) -> Any:
        views = self.seen(number, day)
        if segment := asked.get("segment"):
            views = views.filter(pl.col("is_new") == (segment == "visitorType==new"))
        if views.is_empty():
            return []
        [row] = records(views.select(**VISITS))
        rate = 100 * row["bounce_count"] / row["nb_visits"]
        more = {"nb_users": 0, "nb_visits_converted": 0, "bounce_rate": f"{rate:.0f}%"}
        more["nb_actions_per_visit"] = round(row["nb_actions"] / row["nb_visits"], 1)
        more["avg_time_on_site"] = round(row["sum_visit_length"] / row["nb_visits"])
        return row | more

    def referrers(self, number: str, day: date, asked: Asked) -> Any:
        table = self.seen(number, day).group_by("source").agg(**VISITS).sort("source")
        rows = []
        for row in records(table):
            kind, label = KINDS[row.pop("source")]
            drift = {"nb_visits": str(row["nb_visits"])} if kind == 3 else {}
            label = label.replace("Search ", "Search\N{NO-BREAK SPACE}")
            bounced = {"bounce_count": row["bounce_count"] or False, "nb_visits_converted": 0}
            rows.append({"label": label, **row, **drift, **bounced, "referrer_type": kind})
        return cut(rows, asked)

    def pages(self, number: str, day: date, asked: Asked) -> Any:
        """Whole addresses with `flat=1`, else the first piece of their paths."""
        views = self.seen(number, day)
        piece = pl.col("path").str.extract(r"^/([^/]*)")
        label = pl.col("path") if asked.get("flat") == "1" else piece
        table = views.group_by(label.alias("label")).agg(**PAGES)
        table = table.sort("nb_hits", "label", descending=[True, False])
        return cut([self.page(number, row, asked) for row in records(table)], asked)

    def page(self, number: str, row: Row, asked: Asked) -> Row:
        address = {"url": f"https://{COUNTERS[number].host}{row['label']}"}
        told = row | (address if asked.get("flat") == "1" else {"idsubdatatable": 7})
        if not row["entry_nb_visits"]:
            del told["entry_nb_visits"]
        return told | {"exit_nb_visits": row["exit_nb_visits"] or False}

    def goals(self, number: str, day: date, asked: Asked) -> Any:
        if asked.get("idGoal") != "ecommerceOrder":
            return []
        rows = self.sold.get(number, lambda: self.world.site_orders(number))
        rows = rows.filter(pl.col("day") == day)
        if rows.is_empty():
            return []
        told = {"nb_conversions": rows.height, "nb_visits_converted": rows.height}
        return told | {"revenue": float(rows["revenue"].sum()), "items": rows.height}

    def routes(self) -> list[Route]:
        return [Route("POST", "api", r"/index\.php", self.index)]


def routes(world: Any) -> list[Route]:
    return Matomo(world).routes()


def cut(rows: list[Row], asked: Asked) -> list[Row]:
    """As many rows as asked for, 100 unless told otherwise; -1 is all."""
    most, first = int(asked.get("filter_limit", LEAST)), int(asked.get("filter_offset", 0))
    return rows[first:] if most == -1 else rows[first : first + most]
