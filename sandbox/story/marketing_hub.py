"""What HubSpot keeps beside contacts and deals: lines, tickets, leads, lists, forms, campaigns.

The lines of a deal add up to its amount. A list, form, campaign, mail, product or stage is one row
of `hub_items`, whatever it is.
"""

from datetime import timedelta

import numpy as np
import polars as pl

from sandbox.story.draw import DAY_MS, HOUR_MS, MOMENT, MONEY, Scale, moments, money

LISTS = (
    ("71", "Newsletter 订阅用户", "DYNAMIC", "0-1", 4),
    ("72", "VIP 客户", "MANUAL", "0-1", 19),
    ("73", "Empty draft", "SNAPSHOT", "0-1", 0),
    ("74", "Channel partners 渠道商", "MANUAL", "0-2", 3),
)
FORMS = (
    ("b1a6d2f0-0001-4c1e-9a51-000000000001", "Newsletter sign-up 订阅", "hubspot"),
    ("b1a6d2f0-0002-4c1e-9a51-000000000002", "Demo request 预约体验", "hubspot"),
    ("b1a6d2f0-0003-4c1e-9a51-000000000003", "Nobody's form", "captured"),
)
CAMPAIGNS = (
    ("c7d5e8a0-0001-4f0b-8c11-000000000001", "QH_CNE_TENT_LEAD_PROSP_CAMPING_202611_CRM"),
    ("c7d5e8a0-0002-4f0b-8c11-000000000002", "Winter sale 冬季"),  # keeps no rule of ours
)
MAILS = (
    ("900001", "Welcome 欢迎", "PUBLISHED", 0, 2),
    ("900002", "Double 11 双十一", "PUBLISHED", 1, 9),
    ("900003", "Draft of a mail", "DRAFT", None, None),
)
STAGES = (
    ("1", "New 新建"),
    ("2", "Waiting on contact"),
    ("3", "Waiting on us"),
    ("4", "Closed 关闭"),
)
REASONS = ("PRODUCT_ISSUE", "BILLING_ISSUE", "FEATURE_REQUEST", "GENERAL_INQUIRY")
PRIORITIES = ("LOW", "MEDIUM", "HIGH")
RATINGS = ("HOT", "WARM", "COLD")


def marketing_hub(
    scale: Scale, contacts: pl.DataFrame, deals: pl.DataFrame, company: dict[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """`hub_lines`, `hub_tickets`, `hub_leads`, `hub_items`, `hub_members`, `hub_submissions`."""
    products = company["products"].with_row_index("place")
    products = products.with_columns(product_id=pl.format("55{}", pl.col("place") + 1001))
    here = contacts.filter(~pl.col("is_archived"))
    return {
        "hub_lines": _lines(scale, deals, products),
        "hub_tickets": _tickets(scale, here),
        "hub_leads": _leads(here),
        "hub_items": _items(scale, products),
        "hub_members": _members(here, company["companies"]),
        "hub_submissions": _submissions(scale, contacts),
    }


def _lines(scale: Scale, deals: pl.DataFrame, products: pl.DataFrame) -> pl.DataFrame:
    """One line or two a deal; of two, the first bears three fifths. Every 17th was taken out."""
    dice = scale.dice("hub lines")
    count = len(deals)
    twice = dice.random(count) < 0.4
    cents = (deals["amount"].cast(pl.Float64) * 100).round().cast(pl.Int64).to_numpy()
    large = np.where(twice, cents * 3 // 5, cents)
    table = pl.concat([
        deals.select("deal_id", "currency_code", "created_at").with_columns(
            part=pl.lit(part), cents=pl.Series(own)
        )
        for part, own in ((1, large), (2, cents - large))
    ])  # fmt: skip
    table = table.filter(pl.col("cents") > 0).sort("deal_id", "part")
    quantity = dice.integers(1, 12, len(table))
    picked = products[dice.integers(0, len(products), len(table))]
    cents = table["cents"].to_numpy()
    lines = table.with_columns(
        picked.select("product_id", "sku", line_name="title"),
        line_id=pl.format("99{}{}", pl.col("deal_id").str.slice(2), "part"),
        quantity=pl.Series(quantity),
        unit_price=money(-(-cents // quantity)),
        amount=money(cents),
        updated_at=pl.col("created_at") + pl.duration(seconds=3),
    )
    taken = lines.filter(pl.int_range(pl.len()) % 17 == 0).with_columns(
        line_id=pl.format("{}0", "line_id"), is_archived=True
    )
    kept = lines.with_columns(is_archived=pl.lit(False))
    return pl.concat([kept, taken.select(kept.columns)]).drop("part", "cents").sort("line_id")


def _tickets(scale: Scale, contacts: pl.DataFrame) -> pl.DataFrame:
    """What a twelfth of the contacts asked; two of three are answered and closed in the end."""
    dice = scale.dice("hub tickets")
    chosen = contacts.filter(pl.Series(dice.random(len(contacts)) < 0.08))
    count = len(chosen)
    made = chosen["created_at"].cast(pl.Int64).to_numpy() + dice.integers(HOUR_MS, DAY_MS, count)
    first = made + dice.integers(HOUR_MS // 4, 9 * HOUR_MS, count)
    done = first + dice.integers(HOUR_MS, 5 * DAY_MS, count)
    latest = scale.end_ms - 60_000
    is_answered = first < latest
    is_closed = (dice.random(count) < 0.67) & (done < latest)
    stage = np.where(is_closed, 3, np.where(is_answered, 1, 0))
    table = chosen.select("contact_id", "person_id", "owner_id").with_columns(
        ticket_id=pl.format("66{}", "contact_id"),
        stage_id=pl.Series([STAGES[n][0] for n in stage], dtype=pl.String),
        priority=pl.Series([PRIORITIES[n] for n in dice.integers(0, 3, count)], dtype=pl.String),
        reason=pl.Series([REASONS[n] for n in dice.integers(0, 4, count)], dtype=pl.String),
        created_at=moments(made),
        replied_at=moments(np.where(is_answered, first, -1)),
        closed_at=moments(np.where(is_closed, done, -1)),
        is_closed=pl.Series(is_closed),
        is_archived=pl.int_range(count, eager=True) % 13 == 12,
    )
    table = table.filter(pl.col("created_at") < moments([latest])[0])
    last = pl.coalesce("closed_at", "replied_at", "created_at")
    return table.with_columns(updated_at=last + pl.duration(seconds=1))


def _leads(contacts: pl.DataFrame) -> pl.DataFrame:
    """Every third lead has a record of its own, with how warm it is."""
    chosen = contacts.filter(pl.col("lead_status").is_not_null()).filter(
        pl.int_range(pl.len()) % 3 == 0
    )
    place = pl.int_range(pl.len()) % 3
    return chosen.select(
        "contact_id", "owner_id", "created_at",
        hub_lead_id=pl.format("44{}", "contact_id"),
        rating=place.replace_strict(dict(enumerate(RATINGS)), return_dtype=pl.String),
        stage_id=pl.lit("new-stage-id"),
        updated_at=pl.col("created_at") + pl.duration(seconds=4),
    )  # fmt: skip


def _members(contacts: pl.DataFrame, companies: pl.DataFrame) -> pl.DataFrame:
    """Who is in which list: every so many-th; companies, where it is one of companies."""
    tables = []
    for list_id, _, _, kind, every in LISTS:
        found = contacts if kind == "0-1" else companies.filter(~pl.col("is_archived"))
        name = "contact_id" if kind == "0-1" else "company_id"
        own = found.filter(pl.int_range(pl.len()) % (every or 1) == 0) if every else found[:0]
        tables.append(own.select(
            pl.lit(list_id).alias("list_id"), pl.lit(kind).alias("object_type"),
            record_id=name, joined_at=pl.col("created_at") + pl.duration(minutes=2),
        ))  # fmt: skip
    return pl.concat(tables)


def _submissions(scale: Scale, contacts: pl.DataFrame) -> pl.DataFrame:
    """Forms that contacts sent: when they came, and some of them another one five minutes later."""
    dice = scale.dice("hub forms")
    able = contacts.filter(pl.col("email").is_not_null())
    luck = pl.Series(dice.random(len(able)))
    first = able.filter(luck < 0.3).with_columns(form_id=pl.lit(FORMS[0][0]))
    again = able.filter(luck < 0.1).with_columns(
        form_id=pl.lit(FORMS[1][0]), created_at=pl.col("created_at") + pl.duration(minutes=5)
    )
    sent = pl.concat([first, again]).filter(pl.col("created_at") < moments([scale.end_ms])[0])
    return sent.sort("created_at", "contact_id", "form_id").select(
        "form_id", "contact_id", "email",
        submission_id=pl.format("5e1f-{}-{}", pl.col("form_id").str.slice(9, 4), "contact_id"),
        submitted_at="created_at",
    )  # fmt: skip


def _items(scale: Scale, products: pl.DataFrame) -> pl.DataFrame:
    """Lists, forms, campaigns, mails, products and stages of tickets."""
    made, first = moments([scale.first_ms])[0], scale.first_day
    told: list[dict[str, object]] = []
    for number, name, filled, *_ in LISTS:
        told.append(
            {"item_kind": "list", "item_id": number, "item_name": name, "item_type": filled}
        )
    for number, name, kind in FORMS:
        told.append({"item_kind": "form", "item_id": number, "item_name": name, "item_type": kind})
    for place, (number, name) in enumerate(CAMPAIGNS):
        start = first + timedelta(days=7 * place)
        told.append({
            "item_kind": "campaign", "item_id": number, "item_name": name,
            "status": "in_progress", "start_date": start, "end_date": start + timedelta(days=14),
        })  # fmt: skip
    for number, name, state, campaign, days in MAILS:
        told.append({
            "item_kind": "marketing_email", "item_id": number, "item_name": name,
            "item_type": "BATCH_EMAIL", "status": state,
            "campaign_id": None if campaign is None else CAMPAIGNS[campaign][0],
            "published_at": None if days is None else made + timedelta(days=days),
        })  # fmt: skip
    for number, name in STAGES:
        status = "CLOSED" if number == "4" else "OPEN"
        stage = {"item_kind": "ticket_stage", "item_id": number, "item_name": name}
        told.append(stage | {"status": status})
    for number, sku, name in products.select("product_id", "sku", "title").iter_rows():
        product = {"item_kind": "product", "item_id": number, "item_name": name, "sku": sku}
        told.append(product)
    names = ["item_kind", "item_id", "item_name", "item_type", "status", "campaign_id", "sku"]
    dates = {"start_date": pl.Date, "end_date": pl.Date, "published_at": MOMENT}
    items = pl.DataFrame(told, schema={**dict.fromkeys(names, pl.String), **dates})
    is_priced = pl.col("place") < len(products) - 1  # the last one's price is junk
    price = pl.when(is_priced).then("list_price").cast(MONEY)
    prices = products.select(item_id="product_id", unit_price=price)
    items = items.join(prices, on="item_id", how="left", maintain_order="left")
    return items.with_columns(created_at=pl.lit(made), updated_at=pl.lit(made)).cast(
        dict.fromkeys(("created_at", "updated_at"), MOMENT)
    )
