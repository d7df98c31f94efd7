"""Rows to plant in marts: what one of them says, the rest as it mostly is."""

from collections.abc import Mapping, Sequence

from planted import Row

Given = Mapping[str, Sequence[Row]]
AD, ORDER, COST = "fct_ad_performance_daily", "fct_order", "fct_marketing_cost"
RESULT, LEAD, DEAL = "fct_channel_result_daily", "fct_lead", "fct_deal"
GUEST, CLAIM, ACCOUNT = "fct_event_participation", "fct_ad_claimed_conversions_daily", "dim_account"


def ads(day: str, **told: object) -> Row:
    return {"date_day": f"2026-{day}", "source_name": "meta_ads", **told}


def cost(amount: float, scope: str = "media", **told: object) -> Row:
    row = {"date_day": "2026-11-02", "cost_month": "2026-11-01", "is_actual": True, "cost": amount}
    return {**row, "cost_scope": scope, "cost_category": scope, "source_name": "ledger", **told}


def order(day: str, paid: float, person: str = "p", **told: object) -> Row:
    row = {"date_day": f"2026-{day}", "person_key": person, "is_valid": True, "paid": paid}
    return {**row, "source_name": "shopify", **told}


def refund(amount: float | None, **told: object) -> Row:
    return {
        "date_day": "2026-11-02",
        "amount": amount,
        "is_done": True,
        "is_valid_order": True,
        **told,
    }


def result(revenue: float = 0, day: str = "11-02", **told: object) -> Row:
    row = {"attribution_model": "last_non_direct", "date_day": f"2026-{day}"}
    return {**row, "attributed_revenue": revenue, "source_name": "shopify", **told}


def paired(first: Row, again: int, second: str) -> list[Row]:
    """The first and the second order of a person."""
    orders = [{**first, "order_no": 1, "is_first_order": True}]
    orders.append({**first, "date_day": second, "order_no": again})
    return [{**one, "first_order_date": first["date_day"]} for one in orders]


def covered(day: str, state: str = "complete", account: str = "a") -> Row:
    told = {"connector": "meta_ads", "feed": "ad_report", "account_id": account}
    return {**told, "date_day": f"2026-{day}", "state": state}
