"""Typeform, as its contract tells it.

- Bearer token, a personal one or that of an app, whose refresh token is new each time.
- Forms by page number, responses by window or by token, never both (400).
- Newest first; `since` and `until` are both inclusive; `page_size` 25 by default, 1000 at most.
- Unanswered questions are absent, and `answers` itself is missing where nothing was answered.
- The value of an answer stands under the key its `type` names.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.secrets import SECRETS
from sandbox.story.surveys import REASONS
from sandbox.telling import (
    Prepared,
    by,
    closing,
    encode,
    grouped,
    instant,
    joined,
    moment,
    played,
    records,
    zulu,
)
from sandbox.tokens import AccessTokens, RotatingTokens, bearer, form

Row = dict[str, Any]
WORKSPACE = "Lumora Europe"
UNANSWERED = ("submitted_at", "member_no", "reasons", "comment", "again")
FIELDS = {
    "nps": ("hVONkQcnSNRj", "opinion_scale", "How likely are you to recommend us?"),
    "why": ("RUqkXSeXBXSd", "multiple_choice", "Why?"),
    "comment": ("JwWggjAKtOkA", "short_text", "Anything else? 还有什么想说的？"),
    "mail": ("SMEUb7VJz92Q", "email", "Your e-mail"),
    "again": ("k6TP9oLGgHjl", "yes_no", "Would you buy again?"),
}


def refuse(status: int, code: str, description: str, field: str = "") -> Reply:
    details = [{"code": "INVALID_VALUE", "description": description, "field": field, "in": "query"}]
    return Reply(
        status, {"code": code, "description": description, "details": details if field else []}
    )


WORDS = {"busy_in_body": lambda: refuse(429, "TOO_MANY_REQUESTS", "Too many requests")}


class Typeform:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.forms = by(world.forms, "form_id")
        self.responses = grouped(
            records(world.typeform_responses.sort("submitted_at", "response_id", descending=True)),
            "form_id",
        )
        newest = world.typeform_partials.sort("landed_at", descending=True)
        self.partials = grouped(records(newest), "form_id")
        self.people = by(world.people.select("person_id", "email"), "person_id")
        self.prepared = Prepared()
        self.tokens = AccessTokens("sandbox-typeform-oauth-")
        self.grant = RotatingTokens(SECRETS["TYPEFORM_REFRESH_TOKEN"])

    def token(self, request: Request) -> Reply:
        """The refresh grant of an app; its refresh token works once."""
        asked = form(request)
        client = [SECRETS[f"TYPEFORM_CLIENT_{name}"] for name in ("ID", "SECRET")]
        if [asked.get("client_id"), asked.get("client_secret")] != client:
            return refuse(401, "AUTHENTICATION_FAILED", "Unknown client")
        following = self.grant.rotate(asked.get("refresh_token"))
        if asked.get("grant_type") != "refresh_token" or following is None:
            return refuse(400, "INVALID_GRANT", "The refresh token is not valid")
        told = {"access_token": self.tokens.issue(), "refresh_token": following}
        return Reply(200, told | {"expires_in": 604_800, "token_type": "Bearer"})

    def workspaces(self, request: Request) -> Reply:
        """All forms stand in one workspace; a second one is empty."""
        items = [
            {"id": number, "name": name, "default": number == "wsFirst", "forms": {"count": count}}
            for number, name, count in (("wsFirst", WORKSPACE, len(self.forms)), ("wsB", "B", 0))
        ]
        return Reply(200, {"total_items": 2, "page_count": 1, "items": items})

    def insights(self, request: Request) -> Reply:
        """What there was over the whole life of a form: three visits to a response."""
        name = request.path.split("/")[2]
        if name not in self.forms:
            return refuse(404, "FORM_NOT_FOUND", "Non existing form")
        sent = len(self.told(name, request.today))
        total: Row = {"responses_count": sent}
        total |= {"total_visits": 3 * sent, "unique_visits": 2 * sent}
        total |= {"completion_rate": 50.0, "average_time": 62_000}
        return Reply(200, {"form": {"platforms": [], "summary": total}, "fields": []})

    def guarded(self, handler: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            if bearer(request) not in {SECRETS["TYPEFORM_ACCESS_TOKEN"], *self.tokens.live}:
                return refuse(403, "AUTHENTICATION_FAILED", "Invalid token")
            return played(request, WORDS) or handler(request)

        return check

    def form_list(self, request: Request) -> Reply:
        page, size = request.params.get("page", "1"), request.params.get("page_size", "10")
        if not (page.isdigit() and size.isdigit() and 1 <= int(size) <= 200):
            return refuse(400, "VALIDATION_ERROR", "Error when validating params", "page_size")
        inside = request.params.get("workspace_id", "wsFirst") == "wsFirst"
        cards = [form_card(form, request.base) for form in self.forms.values() if inside]
        start = (int(page) - 1) * int(size)
        total = {"total_items": len(cards), "page_count": -(-len(cards) // int(size))}
        return Reply(200, total | {"items": cards[start : start + int(size)]})

    def form(self, request: Request) -> Reply:
        name = request.path.split("/")[2]
        if name not in self.forms:
            return refuse(404, "FORM_NOT_FOUND", "Non existing form")
        fields = [
            {"id": i, "ref": ref, "type": kind, "title": title, "properties": choices(kind)}
            for ref, (i, kind, title) in FIELDS.items()
        ]
        inner = {"fields": fields[-2:], "show_button": True}
        group = {"id": "g0", "ref": "last", "type": "group", "title": "Last", "properties": inner}
        fields[-2:] = [group]
        return Reply(200, form_card(self.forms[name], request.base) | {"fields": fields})

    def told(self, form_id: str, today: date) -> list[tuple[Any, str, bytes]]:
        def make() -> list[tuple[Any, str, bytes]]:
            now = closing(today)
            rows = [(moment(r["submitted_at"]), r) for r in self.responses.get(form_id, [])]
            return [
                (at, r["response_id"], encode(response_of(r, self.people.get(r["person_id"]))))
                for at, r in rows
                if at is not None and at < now
            ]

        return self.prepared.get((form_id, today), make)

    def begun(self, form_id: str, today: date) -> list[tuple[Any, str, bytes]]:
        """What was not sent: no time, no id but the token."""
        rows = [(moment(r["landed_at"]), r) for r in self.partials.get(form_id, [])]
        return [
            (at, r["response_id"], encode(begun_of(r)))
            for at, r in rows
            if at is not None and at < closing(today)
        ]

    def response_list(self, request: Request) -> Reply:
        name, asked = request.path.split("/")[2], request.params
        if name not in self.forms:
            return refuse(404, "FORM_NOT_FOUND", "Non existing form")
        size = asked.get("page_size", "25")
        if not size.isdigit() or not 1 <= int(size) <= 1000:
            return refuse(400, "VALIDATION_ERROR", "Error when validating params", "page_size")
        if {"before", "after"} & set(asked) and {"since", "until", "sort"} & set(asked):
            said = "before/after cannot be combined with since/until or sort"
            return refuse(400, "VALIDATION_ERROR", said, "before")
        edges = {n: instant(asked[n]) for n in ("since", "until") if n in asked}
        if None in edges.values():
            return refuse(400, "VALIDATION_ERROR", "Error when validating params", "since")
        kinds = asked.get("response_type", "completed").split(",")
        found = self.told(name, request.today) if "completed" in kinds else []
        if "partial" in kinds:
            found = [*found, *self.begun(name, request.today)]
        found = [r for r in found if edges.get("since", r[0]) <= r[0].replace(microsecond=0)]
        found = [r for r in found if r[0].replace(microsecond=0) <= edges.get("until", r[0])]
        tokens = [token for _, token, _ in found]
        for word in ("before", "after"):
            if word in asked and asked[word] not in tokens:
                return refuse(400, "VALIDATION_ERROR", "Unknown token", word)
        if "before" in asked:
            found = found[tokens.index(asked["before"]) + 1 :]
        elif "after" in asked:
            found = found[: tokens.index(asked["after"])]
        if asked.get("sort", "submitted_at,desc").endswith("asc"):
            found = found[::-1]
        shown = joined(body for _, _, body in found[: int(size)])
        pages = str(-(-len(found) // int(size))).encode()
        head = b'{"total_items":' + str(len(found)).encode() + b',"page_count":' + pages
        return Reply(200, head + b',"items":' + shown + b"}")

    def routes(self) -> list[Route]:
        """Every call the contract names."""
        return [
            Route("GET", "api", "/forms", self.guarded(self.form_list), Shape("items")),
            Route("POST", "token", "/oauth/token", self.token),
            Route("GET", "api", "/workspaces", self.guarded(self.workspaces), Shape("items")),
            Route("GET", "api", "/insights/[^/]+/summary", self.guarded(self.insights)),
            Route("GET", "api", "/forms/[^/]+", self.guarded(self.form)),
            Route(
                "GET",
                "api",
                "/forms/[^/]+/responses",
                self.guarded(self.response_list),
                Shape("items"),
            ),
        ]


def routes(world: Any) -> list[Route]:
    return Typeform(world).routes()


def form_card(form: Row, base: str) -> dict[str, Any]:
    return {
        "id": form["form_id"],
        "type": "form",
        "title": form["title"],
        "created_at": "2026-06-01T08:00:00Z",
        "last_updated_at": zulu(form["last_updated_at"]),
        "settings": {"is_public": True},
        "self": {"href": f"{base}/forms/{form['form_id']}"},
    }


def response_of(row: Row, person: Row | None) -> dict[str, Any]:
    """One completed response."""
    token = row["response_id"]
    hidden = {"utm_source": row["utm_source"] or ""}
    if row["member_no"]:
        hidden["member_id"] = row["member_no"]
    body = {
        "landing_id": token,
        "token": token,
        "response_id": token,
        "response_type": "completed",
        "landed_at": zulu(row["landed_at"]),
        "submitted_at": zulu(row["submitted_at"]) if row["submitted_at"] else None,
        "metadata": {
            "user_agent": "Mozilla/5.0",
            "platform": "mobile",
            "referer": f"https://brand.example/to/{row['form_id']}",
            "network_id": token[:6],
            "browser": "touch",
        },
        "hidden": hidden,
        "calculated": {"score": row["score"] or 0},
        "variables": [{"key": "score", "type": "number", "number": row["score"] or 0}],
    }
    answers = list(answers_of(row, person))
    return body | ({"answers": answers} if answers else {})


def begun_of(row: Row) -> dict[str, Any]:
    """A response that ends after the first question."""
    body = response_of(row | {name: None for name in UNANSWERED} | {"score": row["nps"]}, None)
    nobody = {"response_id": "", "submitted_at": "0001-01-01T00:00:00Z"}
    return body | nobody | {"response_type": "partial"}


def choices(kind: str) -> dict[str, Any]:
    """What may be chosen."""
    if kind != "multiple_choice":
        return {}
    listed = [{"id": f"c{sum(map(ord, one))}", "label": one} for one in REASONS]
    return {"choices": listed, "randomize": False}


def answers_of(row: Row, person: Row | None):
    """What was answered, and nothing for what was not."""
    if row["nps"] is not None:
        yield answer("nps", "number", row["nps"])
    if row["reasons"]:
        labels = list(row["reasons"])
        keys = [f"c{sum(map(ord, label))}" for label in labels]
        yield answer("why", "choices", {"ids": keys, "labels": labels, "refs": keys})
    if row["comment"]:
        yield answer("comment", "text", row["comment"])
    if person and person["email"]:
        yield answer("mail", "email", person["email"])
    if row["again"] is not None:
        yield answer("again", "boolean", row["again"])


def answer(ref: str, kind: str, value: Any) -> dict[str, Any]:
    identifier, field_type, _ = FIELDS[ref]
    return {"field": {"id": identifier, "type": field_type, "ref": ref}, "type": kind, kind: value}
