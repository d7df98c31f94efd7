"""Trello, as its contract tells it: one board, its cards, and how they moved.

- Key and token in an OAuth header; refusals are plain text.
- The first 8 hex digits of an id are the second of its making; nobody tells when a card was done.
- Actions come newest first, 1000 at most; `before` takes the id of the oldest.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sandbox.dialogue import Reply, Request, Route
from sandbox.finance.project_tasks import KINDS, LISTS, ON_BOARD, on_board, people
from sandbox.secrets import SECRETS
from sandbox.telling import closing, instant, played, records

Row = dict[str, Any]
MOST = 1000
OWN = {
    "项目编号": ("68e90000000000000000000a", "text"),
    "权重": ("68e90000000000000000000b", "number"),
}
WORDS = {
    "busy_in_body": lambda: Reply(
        429, {"error": "API_TOKEN_LIMIT_EXCEEDED", "message": "Rate limit exceeded"}
    )
}


class Trello:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        listed = world.accounts.filter(world.accounts["connector"] == "trello")
        self.boards = set(listed["account_id"])
        self.rows = [r for r in records(world.tasks) if r["project_id"] == ON_BOARD and r["task"]]
        names = sorted({name for row in self.rows for name in people(row)})
        self.members = {name: f"5f0a{place:020x}" for place, name in enumerate(names, 1)}

    def guarded(self, handler: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            key, token = (SECRETS[f"TRELLO_{name}"] for name in ("KEY", "TOKEN"))
            proof = f'OAuth oauth_consumer_key="{key}", oauth_token="{token}"'
            if request.headers.get("Authorization", "") != proof:
                return Reply(401, "invalid token")
            if request.path.split("/")[2] not in self.boards:
                return Reply(404, "board not found")
            return played(request, WORDS) or handler(request)

        return check

    def board(self, request: Request) -> Reply:
        fields = [{"id": i, "name": n, "type": kind} for n, (i, kind) in OWN.items()]
        members = [{"id": i, "fullName": name, "username": i} for name, i in self.members.items()]
        return Reply(
            200,
            {
                "id": request.path.split("/")[2],
                "name": "城市沙龙巡回",
                "closed": False,
                "lists": [{"id": list_id(s), "name": name} for s, name in LISTS.items()],
                "labels": [{"id": label_id(k), "name": k, "color": "red"} for k in KINDS.values()],
                "customFields": fields,
                "members": members,
            },
        )

    def told(self, today: date) -> list[Row]:
        """The cards' tasks as known at the end of the day before."""
        day = today - timedelta(days=1)
        return [on_board(row, day) for row in self.rows if row["start"] <= day]

    def cards(self, request: Request) -> Reply:
        board = request.path.split("/")[2]
        shown = [
            card(row, board, self.members, n) for n, row in enumerate(self.told(request.today))
        ]
        return Reply(200, shown)

    def actions(self, request: Request) -> Reply:
        asked = request.params
        size = int(asked.get("limit", "50"))
        if size > MOST:
            return Reply(400, "invalid value for limit")
        found = [a for n, row in enumerate(self.told(request.today)) for a in moves(row, n)]
        found = [a for a in found if at(a) < closing(request.today)]
        found = [a for a in found if a["type"] in kinds(asked.get("filter", "all"))]
        found.sort(key=lambda action: (action["date"], action["id"]), reverse=True)
        ids = [action["id"] for action in found]
        if asked.get("before") in ids:
            found = found[ids.index(asked["before"]) + 1 :]
        elif (until := instant(asked.get("before"))) is not None:
            found = [action for action in found if at(action) < until]
        if (since := instant(asked.get("since"))) is not None:
            found = [action for action in found if at(action) >= since]
        return Reply(200, found[:size])

    def routes(self) -> list[Route]:
        """Every call the contract names."""
        return [
            Route("GET", "api", "/boards/[^/]+", self.guarded(self.board)),
            Route("GET", "api", "/boards/[^/]+/cards/all", self.guarded(self.cards)),
            Route("GET", "api", "/boards/[^/]+/actions", self.guarded(self.actions)),
        ]


def routes(world: Any) -> list[Route]:
    return Trello(world).routes()


def kinds(asked: str) -> set[str]:
    return {word.partition(":")[0] for word in asked.split(",")}


def at(action: Row) -> datetime:
    return datetime.fromisoformat(action["date"])


def written(day: date, hour: int) -> str:
    return f"{day}T{hour:02}:00:00.000Z"


def list_id(status: str) -> str:
    return f"68e1{list(LISTS).index(status):020x}"


def label_id(kind: str) -> str:
    return f"68e2{list(KINDS.values()).index(kind):020x}"


def card_id(row: Row, place: int) -> str:
    made = int(datetime.combine(row["start"], time(1), UTC).timestamp())
    return f"{made:08x}d4c5e6f7{place:08x}"


def card(row: Row, board: str, members: dict[str, str], place: int) -> Row:
    own = {"项目编号": row["project_id"], "权重": row["weight"]}
    items = [
        {"id": f"68f3{n:020x}", "idCustomField": OWN[name][0], "value": {OWN[name][1]: str(value)}}
        for n, (name, value) in enumerate(own.items())
        if value is not None
    ]
    kind = KINDS[row["kind"]]
    return {
        "id": card_id(row, place),
        "name": row["task"],
        "idBoard": board,
        "idList": list_id(row["status"]),
        "idMembers": [members[name] for name in people(row)],
        "labels": [{"id": label_id(kind), "name": kind, "color": "red"}],
        "start": written(row["start"], 1),
        "due": written(row["due"], 10),
        "dueComplete": False,
        "closed": False,
        "dateLastActivity": written(row["done"] or row["start"], 9),
        "desc": "",
        "shortUrl": f"https://trello.com/c/{place:08x}",
        "badges": {"checkItems": 5, "checkItemsChecked": 2},
        "customFieldItems": items,
        "checklists": [],
    }


def moves(row: Row, place: int) -> list[Row]:
    """Made, begun, and done; one was done, taken back and done again."""
    steps: list[tuple[date, int, str | None, str]] = [(row["start"], 1, None, "todo")]
    if row["status"] != "todo":
        steps.append((row["start"], 2, "todo", "doing"))
    if row["done"]:
        if place == 1:
            early = row["done"] - timedelta(days=1)
            steps += [(early, 3, "doing", "done"), (early, 4, "done", "doing")]
        steps.append((row["done"], 9, "doing", "done"))
    return [action(row, place, turn, *step) for turn, step in enumerate(steps)]


def action(
    row: Row, place: int, turn: int, day: date, hour: int, before: str | None, after: str
) -> Row:
    made = int(datetime.combine(day, time(hour), UTC).timestamp())
    data: Row = {"card": {"id": card_id(row, place), "name": row["task"]}}
    if before:
        data["listBefore"] = {"id": list_id(before), "name": LISTS[before]}
        data["listAfter"] = {"id": list_id(after), "name": LISTS[after]}
    return {
        "id": f"{made:08x}a1b2c3d4{place * 16 + turn:08x}",
        "type": "updateCard" if before else "createCard",
        "date": written(day, hour),
        "memberCreator": {"id": f"5f0a{1:020x}"},
        "data": data | {"board": {"id": "68e0"}},
    }
