"""The part of Google's query language that reports need: SELECT, FROM, WHERE with AND, LIMIT."""

import base64
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

ENTITY = {
    "customer_client": "id descriptive_name currency_code time_zone manager level status"
    " client_customer",
    "customer": "id descriptive_name currency_code time_zone auto_tagging_enabled status manager",
    "campaign": "id name status advertising_channel_type start_date end_date campaign_budget",
    "campaign_budget": "id amount_micros",
    "ad_group": "id name status type campaign",
    "ad_group_ad": "ad.id ad.name ad.type ad.final_urls status ad_group",
    "ad_group_criterion": "criterion_id keyword.text keyword.match_type status"
    " quality_info.quality_score",
    "search_term_view": "search_term status",
    "conversion_action": "id name type category click_through_lookback_window_days"
    " view_through_lookback_window_days",
    "segments": "date conversion_action search_term_match_type keyword.ad_group_criterion",
    "metrics": "impressions clicks cost_micros conversions conversions_value all_conversions"
    " view_through_conversions conversions_by_conversion_date unique_users",
}
FIELDS = {f"{entity}.{name}" for entity, names in ENTITY.items() for name in names.split()}
OF = {
    "customer_client": ("customer_client",),
    "customer": ("customer", "segments", "metrics"),
    "campaign": ("customer", "campaign", "campaign_budget", "segments", "metrics"),
    "ad_group": ("customer", "campaign", "ad_group"),
    "ad_group_ad": ("customer", "campaign", "ad_group", "ad_group_ad", "segments", "metrics"),
    "keyword_view": (
        *("customer", "campaign", "ad_group", "ad_group_criterion", "segments", "metrics"),
    ),
    "search_term_view": (
        *("customer", "campaign", "ad_group", "search_term_view", "segments", "metrics"),
    ),
    "conversion_action": ("customer", "conversion_action"),
}
DELIVERY = {"metrics.impressions", "metrics.clicks", "metrics.cost_micros"}
SHAPE = re.compile(
    r"\s*SELECT\s+(?P<fields>.+?)\s+FROM\s+(?P<resource>\w+)(?:\s+WHERE\s+(?P<where>.+?))?"
    r"(?:\s+ORDER\s+BY\s+(?P<order>.+?))?(?:\s+LIMIT\s+(?P<limit>\d+))?"
    r"(?:\s+PARAMETERS\s+.+?)?\s*;?\s*",
    re.IGNORECASE | re.DOTALL,
)
CONDITION = re.compile(
    r"(?P<field>[\w.]+)\s*(?:(?P<between>BETWEEN)\s+(?P<low>'[^']*'|\"[^\"]*\")\s+AND\s+"
    r"(?P<high>'[^']*'|\"[^\"]*\")|(?P<op>!=|>=|<=|=|>|<)\s*(?P<value>'[^']*'|\"[^\"]*\"|[\w.]+)"
    r"|(?P<among>NOT\s+IN|IN)\s*\((?P<list>[^)]*)\))\s*(?:AND\s+|$)",
    re.IGNORECASE,
)


class QueryError(ValueError):
    """A query the API refuses, by the API's name for it."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


@dataclass(frozen=True)
class Query:
    """One parsed query; `conditions` are (field, operator, values)."""

    fields: tuple[str, ...]
    resource: str
    conditions: tuple[tuple[str, str, tuple[str, ...]], ...]
    limit: int | None

    @property
    def metrics(self) -> bool:
        return any(field.startswith("metrics.") for field in self.fields)

    @property
    def dated(self) -> bool:
        return self.metrics or self.by_day

    @property
    def by_day(self) -> bool:
        return "segments.date" in self.fields

    @property
    def checked(self) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
        """Conditions on rows; days that are not selected have been cut already."""
        return tuple(one for one in self.conditions if self.by_day or one[0] != "segments.date")

    @property
    def mask(self) -> str:
        return ",".join(camel(field) for field in self.fields)

    def span(self, first: date, last: date) -> tuple[date, date]:
        """The days the conditions can leave; the conditions themselves cut the rest."""
        low, high = first, last
        for field, op, values in self.conditions:
            if field == "segments.date" and op == "BETWEEN":
                low, high = date.fromisoformat(values[0]), date.fromisoformat(values[1])
        return low, high

    def keep(self, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Rows that fit; when metrics are asked by day, rows of nothing but zeros are dropped."""
        kept = 0
        asked = [field for field in self.fields if field.startswith("metrics.")]
        for row in rows:
            if asked and all(row.get(field) is None for field in asked):
                continue
            if all(fits(row.get(field), op, values) for field, op, values in self.checked):
                kept += 1
                if self.limit is not None and kept > self.limit:
                    return
                yield row


def parse(text: str) -> Query:
    """GAQL text to a query, or a QueryError."""
    shape = SHAPE.fullmatch(text)
    if shape is None:
        raise QueryError("UNEXPECTED_INPUT", "Error in query: unexpected input.")
    resource = shape["resource"]
    if resource not in OF:
        raise QueryError("BAD_RESOURCE_TYPE_IN_FROM_CLAUSE", f"'{resource}' is not a resource.")
    fields = tuple(field.strip() for field in shape["fields"].split(","))
    conditions = tuple(conditions_of((shape["where"] or "").strip()))
    for field in [*fields, *(condition[0] for condition in conditions)]:
        if field not in FIELDS:
            raise QueryError("UNRECOGNIZED_FIELD", f"Unrecognized field in the query: '{field}'.")
        if field.split(".")[0] not in OF[resource]:
            raise QueryError("PROHIBITED_FIELD_IN_SELECT_CLAUSE", f"'{field}' not FROM {resource}.")
    limit = int(shape["limit"]) if shape["limit"] else None
    if "segments.conversion_action" in fields and DELIVERY & set(fields):
        name = "PROHIBITED_SEGMENT_WITH_METRIC_IN_SELECT_OR_WHERE_CLAUSE"
        raise QueryError(name, "Delivery cannot be segmented by conversion action.")
    if "metrics.unique_users" in fields and resource != "campaign":
        raise QueryError("PROHIBITED_METRIC_IN_SELECT_OR_WHERE_CLAUSE", f"Not FROM {resource}.")
    return Query(fields, resource, conditions, limit)


def conditions_of(text: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    at = 0
    while at < len(text):
        found = CONDITION.match(text, at)
        if found is None:
            raise QueryError("BAD_OPERATOR", f"Error in WHERE near '{text[at : at + 20]}'.")
        at = found.end()
        if found["between"]:
            low, high = found["low"][1:-1], found["high"][1:-1]
            try:
                date.fromisoformat(low), date.fromisoformat(high)
            except ValueError as error:
                raise QueryError("INVALID_VALUE_WITH_BETWEEN_OPERATOR", str(error)) from None
            yield found["field"], "BETWEEN", (low, high)
        elif found["among"]:
            listed = tuple(item.strip().strip("'\"") for item in found["list"].split(","))
            yield found["field"], " ".join(found["among"].upper().split()), listed
        else:
            yield found["field"], found["op"], (found["value"].strip("'\""),)


def fits(value: Any, op: str, wanted: tuple[str, ...]) -> bool:
    """One condition; ISO dates and enum names compare as text, numbers as numbers."""
    if isinstance(value, bool):
        value = "true" if value else "false"
        wanted = tuple(item.lower() for item in wanted)
    if op in {"IN", "NOT IN"}:
        return (str(value) in wanted) == (op == "IN")
    if op == "BETWEEN":
        return wanted[0] <= str(value) <= wanted[1]
    left: Any = str(value or 0 if wanted[0].isdigit() else value)
    right: Any = wanted[0]
    if left.replace(".", "", 1).isdigit() and right.replace(".", "", 1).isdigit():
        left, right = float(left), float(right)
    return {"=": left == right, "!=": left != right, ">": left > right, "<": left < right,
            ">=": left >= right, "<=": left <= right}[op]  # fmt: skip


def coded(row: dict[str, Any]) -> str:
    """The search term as it stands in its resource name."""
    term = str(row.get("search_term_view.search_term")).encode()
    return base64.urlsafe_b64encode(term).decode().rstrip("=")


def camel(field: str) -> str:
    """`metrics.cost_micros` as JSON writes it: `metrics.costMicros`."""
    return re.sub(r"_([a-z])", lambda found: found[1].upper(), field)


def nested(query: Query, row: dict[str, Any], customer: str) -> dict[str, Any]:
    """A flat row as the API's tree; unset messages are omitted, resource names never are."""
    tree: dict[str, Any] = {}
    names = {
        "campaign": ("campaigns", row.get("campaign.id")),
        "campaign_budget": ("campaignBudgets", row.get("campaign_budget.id")),
        "ad_group": ("adGroups", row.get("ad_group.id")),
        "ad_group_ad": ("adGroupAds", f"{row.get('ad_group.id')}~{row.get('ad_group_ad.ad.id')}"),
        "ad_group_criterion": (
            "adGroupCriteria",
            f"{row.get('ad_group.id')}~{row.get('ad_group_criterion.criterion_id')}",
        ),
        "search_term_view": (
            "searchTermViews",
            f"{row.get('campaign.id')}~{row.get('ad_group.id')}~{coded(row)}",
        ),
        "conversion_action": ("conversionActions", row.get("conversion_action.id")),
        "customer_client": ("customerClients", row.get("customer_client.id")),
    }
    for field in query.fields:
        head = field.split(".")[0]
        message = tree
        if head == "customer":
            tree.setdefault("customer", {"resourceName": f"customers/{customer}"})
        elif head in names:
            kind, number = names[head]
            name = f"customers/{customer}/{kind}/{number}"
            tree.setdefault(camel(head), {"resourceName": name})
        if row.get(field) is None:
            continue
        *path, leaf = camel(field).split(".")
        for step in path:
            message = message.setdefault(step, {})
            if step == "ad" and "resourceName" not in message:
                message["resourceName"] = f"customers/{customer}/ads/{row['ad_group_ad.ad.id']}"
        message[leaf] = row[field]
    return tree
