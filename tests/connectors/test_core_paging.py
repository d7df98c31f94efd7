"""Lists: to the end and no further, each page once, and never off the host."""

import pytest
from stage import Asked, Puller, Said, Stage, Time, records

from connectors.core import (
    BadReply,
    Connector,
    Cursor,
    HeaderToken,
    LinkHeader,
    LinkInBody,
    Offset,
    PageNumber,
    TryAgain,
    verdict,
)
from connectors.core.errors import AskForLess
from connectors.core.verdicts import Reply

SECRETS = {"access_token": "page-secret"}


@verdict("less")
def asks_for_less(reply: Reply):
    return AskForLess(reply.where, "too much") if reply.value("less") else None


book = Connector(
    name="book",
    urls={"api": "https://book.invalid"},
    secrets=("access_token",),
    auth=lambda secrets: HeaderToken("X-Token", secrets["access_token"]),
    verdict=asks_for_less,
    calls_per_second=1000,
    api_version="v1",
    sunset=None,
    probe="numbered",
)


@book.feed()
def numbered(api, account, window):
    paging = PageNumber(size=2, total="info.pages", echo="info.page", count="info.count")
    return api.pages("/numbered", paging=paging, records="data")


@book.feed()
def counted(api, account, window):
    paging = PageNumber(size=2, count="total", page="index", inside="page")
    return api.pages("/counted", json={"q": 1}, paging=paging, records="data")


@book.feed()
def cursored(api, account, window):
    paging = Cursor("after", "paging.after", size_param="limit", size=4, guard="paging.next")
    return api.pages("/cursored", paging=paging, records="data")


@book.feed()
def linked_in_body(api, account, window):
    paging = LinkInBody("links.next", size=2, size_param="per_page", count="total")
    return api.pages("/in_body", paging=paging, records="data")


@book.feed()
def patient(api, account, window):
    paging = Cursor("after", "paging.after", empties=3)
    return api.pages("/patient", json={"q": 1}, paging=paging, records="data")


@book.feed()
def linked(api, account, window):
    return api.pages("/linked", {"status": "any"}, paging=LinkHeader(size=2), records="data")


def rows(*numbers: int) -> list[dict]:
    return [{"id": n} for n in numbers]


def numbers(pages) -> list[int]:
    return [record["id"] for record in records(pages)]


def page(number: int, *content: int, of: int = 3, count: int = 5) -> Said:
    return Said({"data": rows(*content), "info": {"page": number, "pages": of, "count": count}})


PAGES = {1: page(1, 1, 2), 2: page(2, 3, 4), 3: page(3, 5)}


def by_number(asked: Asked) -> Said:
    return PAGES[int(asked.params["page"])]


def test_numbered_pages_come_once_and_in_order(stage: Stage, puller: Puller):
    stage.answer = by_number
    assert numbers(puller(book, "numbered", SECRETS)) == [1, 2, 3, 4, 5]
    assert sorted(asked.params["page"] for asked in stage.asked) == ["1", "2", "3"]


def test_a_page_that_repeats_the_one_before_is_asked_again(stage: Stage, puller: Puller):
    wrong = iter([page(2, 1, 2)])
    stage.answer = lambda asked: (
        next(wrong, PAGES[2]) if asked.params["page"] == "2" else by_number(asked)
    )
    assert numbers(puller(book, "numbered", SECRETS)) == [1, 2, 3, 4, 5]


def test_repeats_at_the_head_of_a_page_are_dropped_and_counted(stage: Stage, puller: Puller):
    stage.answer = lambda asked: (
        page(2, 1, 2, 3, 4) if asked.params["page"] == "2" else by_number(asked)
    )
    pages = puller(book, "numbered", SECRETS)
    assert numbers(pages) == [1, 2, 3, 4, 5]
    assert sum(one.repeats for one in pages) == 2


def test_another_page_than_the_one_asked_for_is_refused(stage: Stage, puller: Puller):
    stage.answer = lambda asked: page(1, 1, 2)
    with pytest.raises(TryAgain, match="page 2 was asked for, page 1 came"):
        puller(book, "numbered", SECRETS)


def test_fewer_records_than_the_platform_counts_are_refused(stage: Stage, puller: Puller):
    stage.play(page(1, 1, 2, of=1, count=9))
    with pytest.raises(TryAgain, match="2 records came, the platform counts 9"):
        puller(book, "numbered", SECRETS)
    assert len(stage.asked) == 3


def test_a_lost_record_is_found_by_starting_again(stage: Stage, puller: Puller):
    stage.play(page(1, 1, of=1, count=2), page(1, 1, 2, of=1, count=2))
    assert numbers(puller(book, "numbered", SECRETS)) == [1, 2]


def test_a_list_that_gets_shorter_while_it_is_read_is_read_again(stage: Stage, puller: Puller):
    """Record 1 was deleted after page 1: 3 moved up to page 1, where nobody looked for it."""
    stage.play(
        page(1, 1, 2, of=2, count=4),
        page(2, 4, of=2, count=3),
        page(1, 2, 3, of=2, count=3),
        page(2, 4, of=2, count=3),
    )
    assert numbers(puller(book, "numbered", SECRETS)) == [2, 3, 4]


def cursor(*content: int, after: str | None = None, link: str | None = None) -> Said:
    paging = {"after": after, "next": link} if after else {}
    return Said({"data": rows(*content), "paging": paging})


def test_the_end_is_where_no_cursor_stands(stage: Stage, puller: Puller):
    stage.play(cursor(1, after="a"), cursor(2, after="b"), cursor(3))
    assert numbers(puller(book, "cursored", SECRETS)) == [1, 2, 3]
    assert [asked.params.get("after") for asked in stage.asked] == [None, "a", "b"]


def test_an_empty_page_with_a_cursor_is_asked_again(stage: Stage, puller: Puller, passing: Time):
    stage.play(cursor(1, after="a"), cursor(after="b"), cursor(2, after="b"), cursor(3))
    assert numbers(puller(book, "cursored", SECRETS)) == [1, 2, 3]
    assert [asked.params.get("after") for asked in stage.asked] == [None, "a", "a", "b"]
    assert passing.slept == [0.75]


def test_a_page_that_stays_empty_before_the_end_is_refused(stage: Stage, puller: Puller):
    stage.play(cursor(1, after="a"), cursor(after="b"))
    with pytest.raises(BadReply, match="empty page"):
        puller(book, "cursored", SECRETS)
    assert len(stage.asked) == 4


def test_where_empty_pages_are_legal_they_are_followed_but_not_for_ever(
    stage: Stage, puller: Puller
):
    hollow = [cursor(after="b")] * 3 + [cursor(after="c")] * 3
    stage.play(cursor(1, after="a"), *hollow, cursor(2))
    assert numbers(puller(book, "patient", SECRETS)) == [1, 2]
    asked = [one.json.get("after") for one in stage.asked]
    assert asked == [None, "a", "a", "a", "b", "b", "b", "c"]
    turn = iter(range(1000))
    stage.answer = lambda asked: cursor(after=str(next(turn)))
    with pytest.raises(BadReply, match="empty page"):
        puller(book, "patient", SECRETS)


def test_a_repeated_cursor_ends(stage: Stage, puller: Puller):
    turn = iter(range(1000))
    stage.answer = lambda asked: cursor(next(turn), after="ab"[len(stage.asked) % 2])
    with pytest.raises(BadReply, match="loop"):
        puller(book, "cursored", SECRETS)
    assert len(stage.asked) <= 4


def test_a_page_that_always_comes_twice_is_dropped_once(stage: Stage, puller: Puller):
    said = {None: cursor(1, 2, after="a"), "a": cursor(1, 2, after="b"), "b": cursor(3)}
    stage.answer = lambda asked: said[asked.params.get("after")]
    pages = puller(book, "cursored", SECRETS)
    assert numbers(pages) == [1, 2, 3]
    assert sum(one.repeats for one in pages) == 2


def test_the_page_size_is_halved_and_recovers(stage: Stage, puller: Puller):
    def answer(asked: Asked) -> Said:
        if asked.params.get("after") == "a" and int(asked.params["limit"]) > 1:
            return Said({"less": True})
        return cursor(1, after="a") if "after" not in asked.params else cursor(2)

    stage.answer = answer
    assert numbers(puller(book, "cursored", SECRETS)) == [1, 2]
    assert [asked.params["limit"] for asked in stage.asked] == ["4", "4", "2", "1"]


def test_a_link_header_is_followed_as_it_stands(stage: Stage, puller: Puller):
    link = f'<{stage.url}/linked?limit=2&page_info=x%3D>; rel="next"'
    before = f'<{stage.url}/linked?page_info=y>; rel="previous"'
    stage.play(
        Said({"data": rows(1, 2)}, headers={"Link": f"{before}, {link}"}),
        Said({"data": rows(3)}, headers={"Link": before}),
    )
    assert numbers(puller(book, "linked", SECRETS)) == [1, 2, 3]
    assert stage.asked[0].params == {"status": "any", "limit": "2"}
    assert stage.asked[1].params == {"limit": "2", "page_info": "x="}


@pytest.mark.parametrize("feed", ["linked", "cursored"])
def test_a_link_to_another_host_is_refused_before_anything_is_sent(
    stage: Stage, canary: Stage, puller: Puller, feed: str
):
    link = f"{canary.url}/steal?page=2"
    stage.play(
        Said(
            {"data": rows(1, 2), "paging": {"after": "a", "next": link}},
            headers={"Link": f'<{link}>; rel="next"'},
        )
    )
    with pytest.raises(BadReply, match="another host"):
        puller(book, feed, SECRETS)
    assert canary.asked == []


@pytest.mark.parametrize("scheme", ["https", "ftp"])
def test_a_link_of_another_scheme_is_refused(stage: Stage, puller: Puller, scheme: str):
    link = stage.url.replace("http", scheme, 1) + "/linked"
    stage.play(Said({"data": rows(1)}, headers={"Link": f'<{link}>; rel="next"'}))
    with pytest.raises(BadReply, match="another host"):
        puller(book, "linked", SECRETS)


def test_a_token_the_platform_writes_into_a_link_is_not_sent_back(stage: Stage, puller: Puller):
    link = f"{stage.url}/linked?access_token=page-secret&page_info=x"
    stage.play(
        Said({"data": rows(1)}, headers={"Link": f'<{link}>; rel="next"'}),
        Said({"data": rows(2)}),
    )
    assert numbers(puller(book, "linked", SECRETS)) == [1, 2]
    assert stage.asked[1].params == {"page_info": "x"}
    assert stage.asked[1].headers["x-token"] == "page-secret"


def test_pages_follow_from_the_count_of_records(stage: Stage, puller: Puller):
    pages = {1: [1, 2], 2: [3, 4], 3: [5]}

    def answer(asked: Asked) -> Said:
        found = pages[asked.json["page"]["index"]]
        return Said({"data": [{"n": n} for n in found], "total": 5})

    stage.answer = answer
    assert records(puller(book, "counted", SECRETS)) == [{"n": n} for n in range(1, 6)]
    assert sorted(asked.json["page"]["index"] for asked in stage.asked) == [1, 2, 3]
    assert all(asked.json["page"]["page_size"] == 2 for asked in stage.asked)


def test_fewer_than_the_count_is_a_loss(stage: Stage, puller: Puller):
    stage.answer = lambda asked: Said({"data": [{"n": asked.json["page"]["index"]}], "total": 5})
    with pytest.raises(TryAgain, match="3 records came, the platform counts 5"):
        puller(book, "counted", SECRETS)


@book.feed()
def by_offset(api, account, window):
    return api.pages("/offset", {"q": "author"}, paging=Offset(size=2), records="elements")


@book.feed()
def by_offset_of(api, account, window):
    paging = Offset(size=2, total="paging.total")
    return api.pages("/offset", paging=paging, records="elements")


@pytest.mark.parametrize(("feed", "asked"), [("by_offset", [0, 2, 4]), ("by_offset_of", [0, 2])])
def test_offsets_end_with_a_short_page_or_at_the_total(
    stage: Stage, puller: Puller, feed: str, asked: list[int]
):
    held = [1, 2, 3, 4]

    def answer(said: Asked) -> Said:
        start, count = int(said.params["start"]), int(said.params["count"])
        return Said(
            {"elements": rows(*held[start : start + count]), "paging": {"total": len(held)}}
        )

    stage.answer = answer
    assert numbers(puller(book, feed, SECRETS)) == held
    assert [int(one.params["start"]) for one in stage.asked] == asked


def test_a_link_in_the_body_is_followed_as_it_stands(stage: Stage, puller: Puller):
    def answer(asked: Asked) -> Said:
        page = int(asked.params.get("page", "1"))
        following = {"next": f"{stage.url}/in_body?per_page=2&page={page + 1}"} if page < 3 else {}
        return Said({"data": [{"n": page}, {"n": -page}], "links": following, "total": 6})

    stage.answer = answer
    found = [record["n"] for record in records(puller(book, "linked_in_body", SECRETS))]
    assert found == [1, -1, 2, -2, 3, -3]
    assert stage.asked[0].params == {"per_page": "2"}


def test_a_link_in_the_body_to_another_host_is_not_followed(stage: Stage, puller: Puller):
    stage.play({"data": [{"n": 1}], "links": {"next": "https://elsewhere.invalid/?page=2"}})
    with pytest.raises(BadReply, match="leads to another host"):
        puller(book, "linked_in_body", SECRETS)
    assert len(stage.asked) == 1
