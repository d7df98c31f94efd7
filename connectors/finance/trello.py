"""Trello: the cards of a board and how they moved. Limits and quirks: docs/connectors/trello.md

- An account is a board. Key and token travel in a header, never in an address.
- A card names its list, labels, members and own fields by id: we put their names in front.
- Nobody tells when a card was done: the last move to a list of done cards does.
"""

from collections.abc import Iterator, Mapping

from msgspec import Raw

from connectors.core import (
    Api,
    Connector,
    HeaderToken,
    Page,
    PullError,
    Records,
    Reply,
    TryAgain,
    Window,
    dig_text,
    route,
    said,
    verdict,
)
from connectors.finance.trello_cards import Board, named

MOST = 1000
MOVES = ("updateCard:idList", "updateCard:closed", "createCard", "copyCard", "moveCardToBoard",
         "deleteCard")  # fmt: skip
STEP = "Make a new token for the key at trello.com/app-key, with the scope read"


@verdict("error", "message")
def trello_errors(reply: Reply) -> PullError | None:
    """Refusals are plain text, but for calls that come too fast: those wait ten seconds."""
    if reply.status < 300:
        return None
    code = reply.value("error")
    told = reply.value("message") or reply.body[:100].decode(errors="replace")
    if reply.status == 429:
        return TryAgain(
            reply.where, said(code, told), retry_after=reply.retry_after, first_wait=10.0
        )
    return route(reply, reply.status, told, expired={401}, steps={401: STEP})


def by_header(secrets: Mapping[str, str]) -> HeaderToken:
    """Both parts of the proof in one header."""
    told = f'oauth_consumer_key="{secrets["key"]}", oauth_token="{secrets["token"]}"'
    return HeaderToken("Authorization", f"OAuth {told}")


trello = Connector(
    name="trello",
    urls={"api": "https://api.trello.com/1"},
    secrets=("key", "token"),
    auth=by_header,
    verdict=trello_errors,
    calls_per_second=8,
    at_once=2,
    api_version="1",
    sunset=None,
    probe="cards",
)


@trello.feed(keeps=0.8)
def cards(api: Api, account: str, window: Window) -> Iterator[Page]:
    """One record per card, archived ones too, with the names of all it refers to."""
    asked = {"lists": "all", "labels": "all", "customFields": "true", "members": "all"}
    board = api.get(f"/boards/{account}", asked, reads=Board)
    asked = {"customFieldItems": "true", "checklists": "all"}
    found = api.get(f"/boards/{account}/cards/all", asked, reads=list[Raw])
    yield Page([named(card, board) for card in found])


@trello.feed()
def moves(api: Api, account: str, window: Window) -> Records:
    """One record per card that was made, moved between lists, archived or deleted.

    All since the board was made: a task that was done before the first load has its day too.
    """
    asked: dict[str, str | int] = {"limit": MOST, "filter": ",".join(MOVES)}
    seen = set[str]()
    while True:
        found = api.get(f"/boards/{account}/actions", asked, reads=list[Raw])
        new = [action for action in found if (dig_text(action, "id") or "") not in seen]
        seen.update(dig_text(action, "id") or "" for action in new)
        yield Page(new, repeats=len(found) - len(new))
        if len(found) < MOST or not new:
            return
        asked["before"] = dig_text(found[-1], "id") or ""
