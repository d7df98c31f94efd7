"""HubSpot CRM v3/v4, as its contract tells it.

- Private-app bearer token, or one of an OAuth app that ends.
- All property values are text, null when unset; only asked ones come.
- Lists page by `after`, at most 100 (50 with history); archived records only with `archived=true`.
- Search: at most 200 a page, no archived ones, and a wall: `after` 10,000 and more is a 400.
- `hs_object_id` sorts and compares as text there ("1000" < "999").
- Merged losers are gone; the winner's `hs_merged_object_ids` names them.
- Associations v4 answer 207 with `errors` when an id has no link.
"""

from collections.abc import Callable, Iterable
from typing import Any

from sandbox.crm import hubspot_objects as objects
from sandbox.crm.hubspot_marketing import Marketing
from sandbox.crm.hubspot_words import WORDS, invalid, refuse
from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.secrets import SECRETS
from sandbox.telling import Prepared, encode, instant, joined, played
from sandbox.tokens import AccessTokens, bearer, form

WALL = 10_000
LEFT = {
    "X-HubSpot-RateLimit-Max": "100",
    "X-HubSpot-RateLimit-Remaining": "99",
    "X-HubSpot-RateLimit-Interval-Milliseconds": "10000",
    "X-HubSpot-RateLimit-Daily": "250000",
    "X-HubSpot-RateLimit-Daily-Remaining": "249999",
}
LONGEST = 15_000  # characters of a question
# The vendor's newer naming dates the version.
OBJECTS = "(?:/crm/v3/objects|/crm/objects/2026-03)"
COMPARE: dict[str, Callable[[Any, Any, Any], bool]] = {
    "EQ": lambda value, low, high: value == low,
    "NEQ": lambda value, low, high: value != low,
    "GT": lambda value, low, high: value > low,
    "GTE": lambda value, low, high: value >= low,
    "LT": lambda value, low, high: value < low,
    "LTE": lambda value, low, high: value <= low,
    "BETWEEN": lambda value, low, high: low <= value <= high,
}
KINDS = rf"(?:{'|'.join(objects.CURSORS)})"
Row = dict[str, Any]


class Hubspot:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.told = objects.Objects(world)
        self.marketing = Marketing(world)
        self.prepared = Prepared()
        self.tokens = AccessTokens("sandbox-hubspot-oauth-")

    def token(self, request: Request) -> Reply:
        """The refresh grant of an OAuth app; its refresh token stays the same."""
        asked = form(request)
        names = ("client_id", "client_secret", "refresh_token")
        known = {name: SECRETS[f"HUBSPOT_{name.upper()}"] for name in names}
        if asked != known | {"grant_type": "refresh_token"}:
            return refuse(400, "BAD_REFRESH_TOKEN", "missing or invalid refresh token")
        told = {"access_token": self.tokens.issue(), "refresh_token": known["refresh_token"]}
        return Reply(200, told | {"expires_in": 1800, "token_type": "bearer"})

    def guarded(self, handler: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            if bearer(request) not in {SECRETS["HUBSPOT_ACCESS_TOKEN"], *self.tokens.live}:
                return refuse(
                    401, "INVALID_AUTHENTICATION", "Authentication credentials not found."
                )
            reply = played(request, WORDS) or handler(request)
            if not request.path.endswith("/search"):
                reply.headers |= LEFT
            return reply

        return check

    def known(self, request: Request, kind: str) -> list[dict[str, Any]]:
        flooded = "equal_timestamps" in request.faults and kind == "contacts"
        return self.told.flood() if flooded else self.told.of(kind, request.today)

    def listed(self, request: Request) -> Reply:
        asked, kind = request.params, request.path.split("/")[4]
        if len(request.query) > LONGEST:
            return WORDS["uri_too_long"]()
        history = names_of(asked.get("propertiesWithHistory"))
        limit, after = asked.get("limit", "10"), asked.get("after", "")
        if not limit.isdigit() or not 1 <= int(limit) <= (50 if history else 100):
            return invalid("limit must be at most 100, or 50 with propertiesWithHistory")
        archived = asked.get("archived") == "true"
        found = [o for o in self.known(request, kind) if o["archived"] == archived]
        found.sort(key=lambda o: int(o["id"]))
        rest = [o for o in found if not after.isdigit() or int(o["id"]) >= int(after)]
        page, names = (
            rest[: int(limit)],
            names_of(asked.get("properties")) or objects.DEFAULTS[kind],
        )
        bodies = (encode(shown(o, names, history)) for o in page)
        more = rest[int(limit)]["id"] if len(rest) > int(limit) else None
        link = f"{request.base}{request.path}?after={more}" if more else ""
        return Reply(200, envelope(bodies, {"after": more, "link": link} if more else None))

    def search(self, request: Request) -> Reply:
        asked, kind = request.json() or {}, request.path.split("/")[4]
        limit, after = int(asked.get("limit", 10)), int(asked.get("after") or 0)
        groups = asked.get("filterGroups", [])
        if not 1 <= limit <= 200:
            return invalid("The limit must be at most 200")
        if after >= WALL:
            return invalid("The after parameter must be below 10000")
        counts = [len(group.get("filters", [])) for group in groups]
        if len(counts) > 5 or sum(counts) > 25 or any(count > 10 for count in counts):
            return invalid("Too many filters")
        names = tuple(asked.get("properties") or objects.DEFAULTS[kind])
        everything = self.known(request, kind)
        key = (kind, request.today, len(everything), repr(groups), repr(asked.get("sorts")))
        try:
            found = self.prepared.get(
                key, lambda: found_by(everything, groups, asked.get("sorts") or [])
            )
        except (KeyError, TypeError, ValueError) as error:
            return invalid(f"Filter or sort cannot be read: {error}")
        end = after + limit
        more = {"after": str(end)} if end < len(found) else None
        page = (encode(shown(one, names)) for one in found[after:end])
        return Reply(200, envelope(page, more, len(found)))

    def single(self, request: Request) -> Reply:
        _, _, _, _, kind, number = request.path.split("/")
        for one in self.told.of(kind, request.today):
            if one["id"] == number and not one["archived"]:
                names = names_of(request.params.get("properties")) or objects.DEFAULTS[kind]
                return Reply(
                    200, shown(one, names, names_of(request.params.get("propertiesWithHistory")))
                )
        return refuse(404, "OBJECT_NOT_FOUND", f"No {kind} with id {number}")

    def pipelines(self, request: Request) -> Reply:
        return Reply(200, {"results": self.told.pipelines})

    def properties(self, request: Request) -> Reply:
        kind = request.path.split("/")[4]
        return Reply(200, {"results": objects.catalogue(kind)})

    def owners(self, request: Request) -> Reply:
        gone = request.params.get("archived") == "true"
        people = [one for one in self.told.owners if one["archived"] == gone]
        return Reply(200, {"results": people})

    def associations(self, request: Request) -> Reply:
        _, _, _, _, start, end, *_ = request.path.split("/")
        inputs = [str(one.get("id")) for one in (request.json() or {}).get("inputs", [])]
        if not inputs or len(inputs) > 1000:
            return invalid("inputs: between 1 and 1000 ids")
        links = self.told.links(start, end, request.today)
        found = [i for i in inputs if links.get(i)]
        missing = [i for i in inputs if not links.get(i)]
        body: dict[str, Any] = {
            "status": "COMPLETE",
            "results": [{"from": {"id": i}, "to": links[i]} for i in found],
            "startedAt": "2026-11-14T01:00:00.100Z",
            "completedAt": "2026-11-14T01:00:00.140Z",
        }
        if missing:
            body |= {"numErrors": len(missing), "errors": [no_link(i, start, end) for i in missing]}
        return Reply(207 if missing else 200, body)

    def routes(self) -> list[Route]:
        """Every call the contract names."""
        crm, page = "/crm/v3", Shape("results", "paging.next.after", "paging.next.link")
        calls = [
            ("GET", f"{OBJECTS}/{KINDS}", self.listed, page),
            ("POST", f"{OBJECTS}/{KINDS}/search", self.search, page),
            ("GET", rf"{OBJECTS}/{KINDS}/\d+", self.single, None),
            ("GET", f"{crm}/properties/{KINDS}", self.properties, None),
            ("GET", f"{crm}/pipelines/deals", self.pipelines, None),
            ("GET", f"{crm}/owners/?", self.owners, page),
            ("POST", f"/crm/v4/associations/{KINDS}/{KINDS}/batch/read", self.associations, None),
            *self.marketing.calls(),
        ]
        guarded = [
            Route(method, "api", path, self.guarded(handler), shape)
            for method, path, handler, shape in calls
        ]
        return [Route("POST", "token", "/oauth/(?:v1|2026-03)/token", self.token), *guarded]


def routes(world: Any) -> list[Route]:
    return Hubspot(world).routes()


def names_of(text: str | None) -> tuple[str, ...]:
    return tuple(name for name in (text or "").split(",") if name)


def envelope(bodies: Iterable[bytes], more: Row | None, total: int | None = None) -> bytes:
    head = b"{" if total is None else b'{"total":' + str(total).encode() + b","
    tail = b',"paging":' + encode({"next": more}) if more else b""
    return head + b'"results":' + joined(bodies) + tail + b"}"


def shown(one: Row, names: Iterable[str], history: tuple[str, ...] = ()) -> dict[str, Any]:
    """A record with the properties asked for and those that always come."""
    always = ("createdate", "hs_object_id", one["cursor"])
    body: dict[str, Any] = {
        "id": one["id"],
        "properties": {n: one["properties"].get(n) for n in dict.fromkeys((*names, *always))},
        "createdAt": one["properties"]["createdate"],
        "updatedAt": one["properties"][one["cursor"]],
        "archived": one["archived"],
    }
    if one["archived"]:
        body["archivedAt"] = one["archivedAt"]
    if history:
        body["propertiesWithHistory"] = {n: one["history"].get(n, []) for n in history}
    return body


def found_by(everything: list[Row], groups: list[Row], sorts: list[Any]) -> list[Row]:
    """What a search finds, in its order."""
    found = [one for one in everything if not one["archived"]]
    if groups:
        rules = [[rule(wanted) for wanted in group["filters"]] for group in groups]
        found = [one for one in found if any(all(fits(one) for fits in each) for each in rules)]
    for order in reversed(sorts or [{"propertyName": "createdate", "direction": "ASCENDING"}]):
        name = order["propertyName"] if isinstance(order, dict) else str(order)
        down = isinstance(order, dict) and order.get("direction") == "DESCENDING"
        found.sort(key=lambda one, n=name: one["properties"].get(n) or "", reverse=down)
    return found


def rule(wanted: Row) -> Callable[[Row], bool]:
    """One filter: times as epoch milliseconds, everything else as text, ids too."""
    name, op = wanted["propertyName"], wanted["operator"]
    if op in {"HAS_PROPERTY", "NOT_HAS_PROPERTY"}:
        return lambda one: (one["properties"].get(name) is not None) == (op == "HAS_PROPERTY")
    if op == "IN":
        return lambda one: one["properties"].get(name) in wanted["values"]
    read: Callable[[str], Any] = millis if name in objects.TIMES else str
    low = read(str(wanted.get("value")))
    high = read(str(wanted["highValue"])) if op == "BETWEEN" else low
    compare = COMPARE[op]

    def fits(one: Row) -> bool:
        value = one["properties"].get(name)
        return value is not None and compare(read(value), low, high)

    return fits


def millis(text: str) -> int:
    """Epoch milliseconds of an ISO time or of milliseconds as text."""
    if text.isdigit():
        return int(text)
    at = instant(text)
    if at is None:
        raise ValueError(text)
    return round(at.timestamp() * 1000)


def no_link(number: str, start: str, end: str) -> dict[str, Any]:
    said = f"No {end} is associated with {start} {number}."
    return {
        "status": "error",
        "category": "OBJECT_NOT_FOUND",
        "message": said,
        "context": {"fromObjectId": [number]},
    }
