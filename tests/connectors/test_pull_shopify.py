"""Shopify: its oddities, with replies composed from the contract."""

import pytest
from stage import Puller, Said, Stage, Time, records

from connectors.commerce.shopify import shopify
from connectors.core import AccessDenied, BadReply, Window

SECRETS = {"access_token": "shpat_secret"}
VERSION = {"X-Shopify-API-Version": "2026-10"}


def order(number: int) -> dict:
    return {"id": number, "total_price": "598.94", "refunds": [{"id": 1, "subtotal": 195.67}]}


def test_closed_and_cancelled_orders_are_asked_for_too(stage: Stage, puller: Puller):
    stage.play(Said({"orders": [order(1)]}, headers=VERSION))
    window = Window.of("2026-11-03", "2026-11-04")
    [record] = records(puller(shopify, "orders", SECRETS, window=window))
    assert record == order(1)
    [asked] = stage.asked
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
    stage.play(
        Said({"orders": [order(1)]}, headers={**VERSION, "Link": link}),
        Said({"orders": [order(2)]}, headers=VERSION),
    )
    assert [r["id"] for r in records(puller(shopify, "orders", SECRETS))] == [1, 2]
    assert stage.asked[1].params == {"limit": "250", "page_info": "abc"}


def test_an_empty_page_before_the_end_is_asked_again(stage: Stage, puller: Puller):
    link = f'<{stage.url}/admin/api/2026-10/orders.json?page_info=abc>; rel="next"'
    hollow = Said({"orders": []}, headers={**VERSION, "Link": link})
    stage.play(
        hollow,
        Said({"orders": [order(1)]}, headers={**VERSION, "Link": link}),
        Said({"orders": [order(2)]}, headers=VERSION),
    )
    assert [r["id"] for r in records(puller(shopify, "orders", SECRETS))] == [1, 2]
    stage.play(hollow)
    with pytest.raises(BadReply, match="empty page"):
        puller(shopify, "orders", SECRETS)


def test_a_version_served_in_place_of_another_is_refused(stage: Stage, puller: Puller):
    stage.play(Said({"orders": []}, headers={"X-Shopify-API-Version": "2027-01"}))
    with pytest.raises(BadReply, match="2027-01 answered"):
        puller(shopify, "orders", SECRETS)


def test_decimal_seconds_are_waited_for(stage: Stage, puller: Puller, passing: Time):
    stage.play(Said({}, 429, {"Retry-After": "2.0"}), Said({"orders": []}, headers=VERSION))
    puller(shopify, "orders", SECRETS)
    assert 2 <= passing.slept[0] <= 2.2


@pytest.mark.parametrize("status", [401, 402, 403, 423])
def test_a_shop_that_refuses_or_is_frozen_needs_a_person(stage: Stage, puller: Puller, status: int):
    stage.play(Said({"errors": "told"}, status))
    with pytest.raises(AccessDenied):
        puller(shopify, "orders", SECRETS)
    assert len(stage.asked) == 1
