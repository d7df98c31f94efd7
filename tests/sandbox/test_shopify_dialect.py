"""Shopify as the sandbox plays it."""

from datetime import datetime, timedelta
from decimal import Decimal

import polars as pl
import pytest
import requests

from sandbox.secrets import SECRETS
from sandbox.server import Fault

pytestmark = pytest.mark.http

SHOP = "qinghe-us"
EVERYTHING = {"status": "any", "limit": "250", "order": "updated_at asc"}


@pytest.fixture
def sandbox(play):
    return play("shopify")


def get(
    sandbox, url=None, token=SECRETS["SHOPIFY_ACCESS_TOKEN__QINGHE_US"], version="2026-10", **asked
):
    base = f"{sandbox.url('shopify')}/{SHOP}/admin/api/{version}/orders.json"
    headers = {"X-Shopify-Access-Token": token}
    return requests.get(url or base, params=asked, headers=headers, timeout=10)


def count(sandbox, **asked):
    base = f"{sandbox.url('shopify')}/{SHOP}/admin/api/2026-10/orders/count.json"
    return get(sandbox, base, **asked)


def walk(sandbox, **asked):
    reply = get(sandbox, **asked)
    orders = reply.json()["orders"]
    while "next" in reply.links:
        reply = get(sandbox, reply.links["next"]["url"])
        orders += reply.json()["orders"]
    return orders


def test_links_lead_to_every_order_once_and_amounts_equal_the_world(sandbox, company):
    orders = walk(sandbox, **EVERYTHING | {"limit": "7"})
    known = company.orders.filter(pl.col("shop") == SHOP)
    assert sorted(str(order["id"]) for order in orders) == sorted(known["order_id"])
    assert sum(Decimal(order["total_price"]) for order in orders) == known["paid"].sum()
    assert sum(Decimal(order["total_tax"]) for order in orders) == known["tax"].sum()
    stamps = [datetime.fromisoformat(order["updated_at"]) for order in orders]
    assert stamps == sorted(stamps)


def test_lines_and_refunds_equal_the_world(sandbox, company):
    orders = walk(sandbox, **EVERYTHING)
    known = company.orders.filter(pl.col("shop") == SHOP)
    lines = [line for order in orders for line in order["line_items"]]
    gross = sum(Decimal(line["price"]) * line["quantity"] for line in lines)
    assert gross == known["list_total"].sum()
    paid = [
        Decimal(t["amount"])
        for order in orders
        for refund in order["refunds"]
        for t in refund["transactions"]
        if t["kind"] == "refund" and t["status"] == "success"
    ]
    good = company.refunds.filter(pl.col("status") == "success").join(
        known, on="order_id", how="semi"
    )
    assert sum(paid) == good["amount"].sum()


def test_refund_lines_are_numbers_and_agree_with_the_money(sandbox):
    refunds = [r for order in walk(sandbox, **EVERYTHING) for r in order["refunds"]]
    assert refunds
    for refund in refunds:
        lines = sum(
            Decimal(str(x["subtotal"] + x["total_tax"])) for x in refund["refund_line_items"]
        )
        rest = sum(Decimal(one["amount"]) for one in refund["order_adjustments"])
        money = [t for t in refund["transactions"] if t["status"] == "success"]
        assert abs(lines - rest - sum(Decimal(t["amount"]) for t in money)) < Decimal("0.01")


def test_only_open_orders_come_without_any(sandbox, company):
    known = company.orders.filter((pl.col("shop") == SHOP) & pl.col("cancelled_at").is_null())
    assert len(walk(sandbox, limit="250")) == len(known)


def test_the_window_is_on_updates_and_times_carry_the_shops_offset(sandbox, company):
    edges = {"updated_at_min": "2026-11-02T00:00:00Z", "updated_at_max": "2026-11-05T23:59:59Z"}
    orders = walk(sandbox, **EVERYTHING | edges)
    stamp = company.orders["updated_at"].dt.strftime("%Y-%m-%d")
    known = company.orders.filter(
        (pl.col("shop") == SHOP) & stamp.is_between(pl.lit("2026-11-02"), pl.lit("2026-11-05"))
    )
    assert len(orders) == len(known)
    assert all(order["updated_at"].endswith("-08:00") for order in orders)


def test_a_count_takes_the_same_filters_and_no_paging(sandbox):
    edges = {"updated_at_min": "2026-11-02T00:00:00Z", "updated_at_max": "2026-11-05T23:59:59Z"}
    orders = walk(sandbox, **EVERYTHING | edges)
    assert count(sandbox, status="any", **edges).json() == {"count": len(orders)}
    assert count(sandbox).json()["count"] == len(walk(sandbox, limit="250"))
    assert count(sandbox, limit="250").status_code == 400


def test_an_earlier_clock_shows_orders_as_they_stood(sandbox, company):
    late = company.refunds.filter(pl.col("status") == "success").join(
        company.orders.filter(pl.col("shop") == SHOP), on="order_id", how="semi"
    )
    refund = late.sort("refunded_at").row(-1, named=True)
    sandbox.set_today(refund["refunded_at"].date() - timedelta(days=1))
    orders = {str(order["id"]): order for order in walk(sandbox, **EVERYTHING)}
    order = orders[refund["order_id"]]
    assert (order["refunds"], order["financial_status"]) == ([], "paid")


@pytest.mark.parametrize(
    "asked",
    [
        {"limit": "251"},
        {"limit": "50", "page_info": "abc", "status": "any"},
        {"page_info": "no such page"},
        {"updated_at_min": "yesterday"},
    ],
)
def test_wrong_questions_are_400(sandbox, asked):
    assert get(sandbox, **asked).status_code == 400


def test_refusals_and_versions(sandbox):
    assert get(sandbox, token="wrong").status_code == 401
    old = get(sandbox, version="2023-01", **EVERYTHING)
    assert old.headers["X-Shopify-API-Version"] == "2026-01"
    sandbox.arm(Fault("busy_in_body", "shopify"))
    assert get(sandbox, **EVERYTHING).headers["Retry-After"] == "2.0"
