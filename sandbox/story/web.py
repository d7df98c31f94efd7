"""The click stream: page, track and identify events of every visit, as they were delivered."""

import numpy as np
import polars as pl

from sandbox.story.draw import DAY_MS, Scale, moments

AGENTS = [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Mobile/15E148",
    "Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/141.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) Version/19.0 Safari/605.1",
]
TITLES = ["Home 首页", "Detail 详情", "Gallery 🏕️", "Reviews “5 stars”", "Cart 购物车"]


def web_events(
    scale: Scale,
    visits: pl.DataFrame,
    people: pl.DataFrame,
    orders: pl.DataFrame,
    lines: pl.DataFrame,
    piece: str = "web events",
) -> pl.DataFrame:
    """One row per delivery, ordered by arrival; a message delivered twice has two rows."""
    identified = visits["identified"].to_numpy()
    pages = visits["page_views"].to_numpy()
    cart, bought = visits["added_to_cart"].to_numpy(), visits["ordered"].to_numpy()
    count = pages + cart + bought + identified
    row = np.repeat(np.arange(len(visits)), count)
    turn = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    kind = np.where(turn < pages[row], 0, 3)
    kind[(kind == 3) & cart[row] & (turn == pages[row])] = 1
    kind[(kind == 3) & bought[row] & (turn == (pages + cart)[row])] = 2
    start, step = visits["start_ms"].to_numpy()[row], visits["step_ms"].to_numpy()[row]
    occurred = start + turn * step
    told = _known(visits, people, orders, lines)[row]
    table = _described(told.with_columns(turn=pl.Series(turn), kind=pl.Series(kind)))
    table = table.with_columns(occurred_ms=pl.Series(occurred))
    return delivered(scale, scale.dice(piece), table)


FIRST_ONLY = (
    "utm_source", "utm_medium", "utm_campaign", "utm_content", "click_id_kind", "click_id",
)  # fmt: skip


def _known(visits, people, orders, lines) -> pl.DataFrame:
    """Per visit, all that its events may tell."""
    site = visits.select(
        "visit_id", "n", "number", "cookie", "host", "landing_path", "landing_url", "referrer",
        "region_id", *FIRST_ONLY,
    )  # fmt: skip
    person = people.select("number", "member_no", "email_sha256", "phone_sha256")
    site = site.join(person, on="number", how="left", maintain_order="left")
    sold = lines.group_by("order_id", maintain_order=True).first().select("order_id", "sku")
    order = orders.filter(pl.col("visit_id").is_not_null()).join(sold, on="order_id", how="left")
    order = order.select("visit_id", "order_id", "sku", "currency_code", revenue="paid")
    return site.join(order, on="visit_id", how="left", maintain_order="left")


def _described(table: pl.DataFrame) -> pl.DataFrame:
    """What each event says: only the first knows the source, only the purchase the order."""
    first, bought, named = pl.col("turn") == 0, pl.col("kind") == 2, pl.col("kind") == 3
    page = pl.format("{}/{}", "landing_path", "turn")
    lumora = pl.col("host").str.contains("lumora")
    some_sku = pl.when(lumora).then(pl.lit("LAMP-NIGHT")).otherwise(pl.lit("BAG-PAD"))

    def only(mask: pl.Expr, column: str) -> pl.Expr:
        return pl.when(mask).then(pl.col(column)).alias(column)

    def first_else(column: str, expression: pl.Expr) -> pl.Expr:
        return pl.when(first).then(pl.col(column)).otherwise(expression)

    return table.select(
        "visit_id", "cookie", "region_id", "turn",
        *[only(first, column) for column in FIRST_ONLY],
        *[only(bought, column) for column in ("order_id", "revenue", "currency_code")],
        *[only(named, column) for column in ("email_sha256", "phone_sha256")],
        user_id=pl.when(named).then(pl.col("member_no")),
        sku=pl.when(pl.col("kind").is_in([1, 2])).then(pl.coalesce("sku", some_sku)),
        message_id=pl.format("ajs-{}-{}", pl.col("n"), "turn"),
        type=_pick("kind", ["page", "track", "track", "identify"]),
        event=_pick("kind", [None, "Product Added", "Order Completed", None]),
        url=first_else("landing_url", pl.format("https://{}{}", "host", page)),
        path=first_else("landing_path", page),
        referrer=first_else("referrer", pl.format("https://{}/", "host")),
        title=_pick(pl.col("turn") % len(TITLES), TITLES),
        ip=pl.format("203.0.113.{}", pl.col("n") % 254 + 1),
        user_agent=_pick(pl.col("n") % len(AGENTS), AGENTS),
        form_id=pl.lit(None, pl.String), form_phone=pl.lit(None, pl.String),
    )  # fmt: skip


def _pick(position: str | pl.Expr, choices: list) -> pl.Expr:
    column = pl.col(position) if isinstance(position, str) else position
    return column.replace_strict(dict(enumerate(choices)), return_dtype=pl.String)


def delivered(scale: Scale, dice: np.random.Generator, table: pl.DataFrame) -> pl.DataFrame:
    """About 1 % arrive up to three days late, about 1 % twice; what is not in yet is not told."""
    count = len(table)
    delay = dice.integers(200, 4_000, count)
    late = dice.random(count) < 0.01
    delay = np.where(late, dice.integers(DAY_MS // 4, 3 * DAY_MS, count), delay)
    occurred = table["occurred_ms"].to_numpy()
    delay = np.where(occurred + delay < scale.end_ms, delay, 1)
    table = table.with_columns(received_ms=pl.Series(occurred + delay), delivery=pl.lit(1))
    again = dice.random(count) < 0.01
    second = table.filter(pl.Series(again)).with_columns(
        received_ms=pl.col("received_ms") + 45_000, delivery=pl.lit(2)
    )
    table = pl.concat([table, second.filter(pl.col("received_ms") < scale.end_ms)])
    table = table.sort("received_ms", "message_id")
    return table.with_columns(
        occurred_at=moments(table["occurred_ms"]),
        received_at=moments(table["received_ms"]),
    ).drop("occurred_ms", "received_ms")
