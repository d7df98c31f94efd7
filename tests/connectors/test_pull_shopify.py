"""Shopify: its oddities, with replies composed from the contract."""

from collections.abc import Callable

import pytest
from stage import Asked, Puller, Said, Stage, Time, records

from connectors.commerce.shopify import shopify
from connectors.core import AccessDenied, BadReply, TryAgain, Window

SECRETS = {"access_token": "shpat_secret"}
VERSION = {"X-Shopify-API-Version": "2026-10"}


def shop(*pages: Said, counts: tuple[int, ...] = (0,)) -> Callable[[Asked], Said]:
    """Plays the pages in turn, and the counts when it is asked for one; the last ones stay."""
    orders, said = list(pages), list(counts)

    def answer(asked: Asked) -> Said:
        if asked.path.endswith("/count.json"):
            count = said.pop(0) if len(said) > 1 else said[0]
            return Said({"count": count}, headers=VERSION)
        return orders.pop(0) if len(orders) > 1 else orders[0]

    return answer


def order(number: int) -> dict:
    return {"id": number, "total_price": "598.94", "refunds": [{"id": 1, "subtotal": 195.67}]}


def test_closed_and_cancelled_orders_are_asked_for_too(stage: Stage, puller: Puller):
    stage.answer = shop(Said({"orders": [order(1)]}, headers=VERSION))
    window = Window.of("2026-11-03", "2026-11-04")
    [record] = records(puller(shopify, "orders", SECRETS, window=window))
    assert record == order(1)
    counted, asked = stage.asked
    assert counted.path == "/admin/api/2026-10/orders/count.json"
    assert counted.params == {n: v for n, v in asked.params.items() if n not in ("limit", "order")}
    assert asked.path == "/admin/api/2026-10/orders.json"
    assert asked.headers["x-shopify-access-token"] == "shpat_secret"
    assert asked.params == {
        "status": "any",
        "limit": "250",
        "updated_at_min": "2026-11-03T00:00:00Z",
        "updated_at_max": "2026-11-04T23:59:59Z",
        "order": "updated_at asc",
    }


def test_a_link_is_followed_with_nothing_added(stage: Stage, puller: Puller):
    link = f'<{stage.url}/admin/api/2026-10/orders.json?limit=250&page_info=abc>; rel="next"'
    stage.answer = shop(
        Said({"orders": [order(1)]}, headers={**VERSION, "Link": link}),
        Said({"orders": [order(2)]}, headers=VERSION),
    )
    assert [r["id"] for r in records(puller(shopify, "orders", SECRETS))] == [1, 2]
    assert stage.asked[2].params == {"limit": "250", "page_info": "abc"}


def test_an_empty_page_before_the_end_is_asked_again(stage: Stage, puller: Puller):
    link = f'<{stage.url}/admin/api/2026-10/orders.json?page_info=abc>; rel="next"'
    hollow = Said({"orders": []}, headers={**VERSION, "Link": link})
    stage.answer = shop(
        hollow,
        Said({"orders": [order(1)]}, headers={**VERSION, "Link": link}),
        Said({"orders": [order(2)]}, headers=VERSION),
    )
    assert [r["id"] for r in records(puller(shopify, "orders", SECRETS))] == [1, 2]
    stage.answer = shop(hollow)
    with pytest.raises(BadReply, match="empty page"):
        puller(shopify, "orders", SECRETS)


def test_fewer_orders_than_the_shop_counts_are_asked_again_and_then_refused(
    stage: Stage, puller: Puller
):
    one, both = ([order(1)], [order(1), order(2)])
    short, whole = (Said({"orders": orders}, headers=VERSION) for orders in (one, both))
    stage.answer = shop(short, whole, counts=(2,))
    assert [r["id"] for r in records(puller(shopify, "orders", SECRETS))] == [1, 2]
    stage.answer = shop(short, counts=(2,))
    with pytest.raises(TryAgain, match="1 orders came, the shop counts 2"):
        puller(shopify, "orders", SECRETS)


def test_an_order_that_changes_while_its_page_is_read_is_no_loss(stage: Stage, puller: Puller):
    stage.answer = shop(Said({"orders": [order(1)]}, headers=VERSION), counts=(2, 1))
    assert len(records(puller(shopify, "orders", SECRETS))) == 1


def test_a_version_served_in_place_of_another_is_refused(stage: Stage, puller: Puller):
    stage.play(Said({"orders": []}, headers={"X-Shopify-API-Version": "2027-01"}))
    with pytest.raises(BadReply, match="2027-01 answered"):
        puller(shopify, "orders", SECRETS)


def test_decimal_seconds_are_waited_for(stage: Stage, puller: Puller, passing: Time):
    stage.answer = shop(
        Said({}, 429, {"Retry-After": "2.0"}), Said({"orders": []}, headers=VERSION)
    )
    puller(shopify, "orders", SECRETS)
    assert 2 <= passing.slept[0] <= 2.2


@pytest.mark.parametrize("status", [401, 402, 403, 423])
def test_a_shop_that_refuses_or_is_frozen_needs_a_person(stage: Stage, puller: Puller, status: int):
    stage.play(Said({"errors": "told"}, status))
    with pytest.raises(AccessDenied):
        puller(shopify, "orders", SECRETS)
    assert len(stage.asked) == 1
