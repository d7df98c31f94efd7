"""The world as flat GAQL fields: accounts, campaigns, ads and their days."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl

from sandbox.ads import gaql
from sandbox.ads.google_figures import (
    ACTIONS,
    WORDS,
    action_of,
    claims_of,
    group_of,
    metrics_of,
    micros,
    people_of,
    word_days,
)
from sandbox.telling import AdFigures

Row = dict[str, Any]
MANAGER = "9998887770"
NOT_ENABLED = "1112223399"
KIND = "campaign.advertising_channel_type"
SUMS = [
    *("impressions", "clicks", "spend", "conversions", "conversion_value"),
    "conversions_by_conversion_date",
]


def source(figures: AdFigures, query: gaql.Query, customer: str, today: date) -> Iterable[Row]:
    """The rows behind one `FROM`, as flat GAQL fields."""
    if query.resource == "customer_client":
        return clients(figures) if customer == MANAGER else clients(figures, only=customer)
    if customer == MANAGER:
        return []
    campaigns = {c["campaign_id"]: c for c in figures.of(figures.campaigns, customer)}
    base = customer_of(figures.accounts[customer])
    if query.resource == "conversion_action":
        return [base | action_of(action) for action in ACTIONS]
    start, end = query.span(figures.world.first_day, today)
    if query.resource == "customer":
        whole = figures.window(today, customer, start, end).select(pl.col(SUMS).sum())
        return [base | metrics_of(whole.row(0, named=True))] if query.metrics else [base]
    if query.resource in WORDS:
        words = word_days(figures, customer, query.resource, today, start, end)
        return (
            base | campaign_of(campaigns[row["campaign_id"]]) | WORDS[query.resource](row)
            for row in words.iter_rows(named=True)
        )
    if query.resource == "ad_group":
        groups = (g for g in figures.ad_groups if g["campaign_id"] in campaigns)
        return [base | campaign_of(campaigns[g["campaign_id"]]) | group_of(g) for g in groups]
    ads = {a["ad_id"]: a for a in figures.of(figures.ads, customer)}
    if query.resource == "ad_group_ad":
        cards = {
            i: base | campaign_of(campaigns[a["campaign_id"]]) | ad_of(a) for i, a in ads.items()
        }
    else:
        cards = {i: base | campaign_of(c) for i, c in campaigns.items()}
    if not query.dated:
        return cards.values()
    days = figures.window(today, customer, start, end)
    key = "ad_id" if query.resource == "ad_group_ad" else "campaign_id"
    if key == "campaign_id":
        keys = ["day", "campaign_id"] if query.by_day else ["campaign_id"]
        days = days.group_by(keys, maintain_order=True).agg(pl.col(SUMS).sum())
    rows = days.filter(pl.col(key).is_not_null()).iter_rows(named=True)
    if "segments.conversion_action" in query.fields:
        return (cards[row[key]] | told for row in rows for told in claims_of(row, customer))
    if "metrics.unique_users" in query.fields:
        people = people_of(figures, today, start, end)
        shown = {i for i, card in cards.items() if card[KIND] == "DISPLAY"}
        return (
            cards[row[key]]
            | metrics_of(row)
            | {"metrics.unique_users": people.get(row[key]) if row[key] in shown else None}
            for row in rows
        )
    return (cards[row[key]] | metrics_of(row) for row in rows)


def clients(figures: AdFigures, only: str | None = None) -> list[Row]:
    """The manager's listing: itself, its customers, and the one never activated."""
    known = [
        (a["account_id"], a["account_name"], a["currency_code"], a["zone"], False, "ENABLED")
        for a in figures.accounts.values()
    ]
    extra = [
        (MANAGER, "Manager", "CNY", "Asia/Shanghai", True, "ENABLED"),
        (NOT_ENABLED, "Closed account", "CNY", "Asia/Shanghai", False, "CANCELED"),
    ]
    names = ("id", "descriptive_name", "currency_code", "time_zone", "manager", "status")
    return [
        {f"customer_client.{name}": value for name, value in zip(names, card, strict=True)}
        | {
            "customer_client.level": "0" if card[0] == MANAGER else "1",
            "customer_client.client_customer": f"customers/{card[0]}",
        }
        for card in extra[:1] + known + extra[1:]
        if only in {None, card[0]}
    ]


def customer_of(account: Row) -> Row:
    return {
        "customer.id": account["account_id"],
        "customer.descriptive_name": account["account_name"],
        "customer.currency_code": account["currency_code"],
        "customer.time_zone": account["zone"],
        "customer.auto_tagging_enabled": True,
        "customer.status": "ENABLED",
        "customer.manager": False,
    }


def campaign_of(campaign: Row) -> Row:
    kind = "DISPLAY" if campaign["objective"] == "BRAND" else "SEARCH"
    kind = "PERFORMANCE_MAX" if campaign["channel_id"] == "google_pmax" else kind
    number = campaign["campaign_id"]
    return {
        "campaign.id": number,
        "campaign.name": campaign["campaign_name"],
        "campaign.status": state(campaign["status"]),
        KIND: kind,
        "campaign.start_date": str(campaign["start_date"]),
        "campaign.end_date": str(campaign["end_date"]) if campaign["end_date"] else None,
        "campaign.campaign_budget": f"customers/{campaign['account_id']}/campaignBudgets/{number}",
        "campaign_budget.id": number,
        "campaign_budget.amount_micros": micros(campaign["daily_budget"]),
    }


def ad_of(ad: Row) -> Row:
    return group_of(ad) | {
        "ad_group_ad.ad.id": ad["ad_id"],
        "ad_group_ad.ad.name": ad["ad_name"],
        "ad_group_ad.ad.type": "RESPONSIVE_SEARCH_AD",
        "ad_group_ad.ad.final_urls": [ad["landing_url"]],
        "ad_group_ad.status": state(ad["status"]),
    }


def state(status: str) -> str:
    return {"active": "ENABLED", "ended": "REMOVED"}.get(status.lower(), "PAUSED")
