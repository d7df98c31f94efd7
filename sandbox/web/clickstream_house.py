"""The click stream's events as a tracking table of the house 埋点, for those who ask for it.

- A day of Beijing a file: Chinese headings in GB18030, English ones in milliseconds, a workbook.
- It knows no receipt and no id. `distinct_id` is the login once somebody has signed in, and
  `original_id` keeps the visitor's own.
"""

import gzip
import io
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from sandbox.web.clickstream import deliveries
from sandbox.web.clickstream_forms import AT, CART, PAGE, SENT, SIGN_IN, STAMP, only, saved


def write(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """A table a day of Beijing: Chinese headings in GB18030, English ones in ms, a workbook."""
    told = deliveries(world, today).filter(pl.col("delivery") == 1).sort("occurred_at")
    local = AT.dt.convert_time_zone("Asia/Shanghai")
    told = told.with_columns(
        local=local, day=local.dt.date(), login=pl.col("user_id").forward_fill().over("cookie")
    )
    paths = []
    for number, part in enumerate(told.partition_by("day", maintain_order=True)):
        dialect = (_chinese, _english, _workbook)[number % 3]
        name, data = dialect(part)
        paths.append(saved(folder, f"埋点_{part['day'][0]}.{name}", data))
    return paths


def _house(part: pl.DataFrame, words: tuple[str, ...], when: pl.Expr) -> pl.DataFrame:
    page, cart, order, form = words
    word = (
        pl.when(PAGE).then(pl.lit(page)).when(SIGN_IN).then(pl.lit("$SignUp"))
        .when(SENT).then(pl.lit(form)).when(CART).then(pl.lit(cart)).otherwise(pl.lit(order))
    )  # fmt: skip
    own = pl.struct(
        *[pl.col(name).alias(f"${name}") for name in ("title", "ip", "user_agent", "utm_source")],
        pl.col("path").alias("$url_path"),
        "order_id", pl.col("revenue").cast(pl.Float64), pl.col("currency_code").alias("currency"),
        *only(CART, "sku"), "form_id", pl.col("form_phone").alias("phone"),
        *only(SIGN_IN, "email_sha256", "phone_sha256"),
    )  # fmt: skip
    is_known = pl.col("login").is_not_null()
    return part.select(
        when, word.alias("word"), pl.coalesce("login", "cookie").alias("distinct_id"),
        pl.when(is_known).then("cookie").alias("original_id"), "login", "url", "referrer",
        own.struct.json_encode().alias("own"),
    )  # fmt: skip


def _headed(table: pl.DataFrame, heads: str) -> pl.DataFrame:
    return table.rename(dict(zip(table.columns, heads.split(), strict=True)))


def _chinese(part: pl.DataFrame) -> tuple[str, bytes]:
    when = pl.col("local").dt.strftime(STAMP)
    table = _house(part, ("$pageview", "加入购物车", "支付成功", "提交表单"), when)
    heads = "事件时间 事件名 distinct_id original_id 登录ID 页面地址 来源 属性"
    return "csv", _headed(table, heads).write_csv().encode("gb18030")


def _english(part: pl.DataFrame) -> tuple[str, bytes]:
    words = ("$pageview", "AddToCart", "purchase", "generate_lead")
    table = _house(part, words, AT.dt.epoch("ms"))
    heads = "time event distinct_id original_id login_id $url $referrer properties"
    return "csv.gz", gzip.compress(_headed(table, heads).write_csv().encode(), mtime=0)


def _workbook(part: pl.DataFrame) -> tuple[str, bytes]:
    words = ("$pageview", "add_to_cart", "order_completed", "lead_submitted")
    table = _house(part, words, pl.col("local").dt.strftime(STAMP))
    heads = "event_time event_name distinct_id original_id user_id page_url referrer properties"
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_urls": False})
    sheet = book.add_worksheet("事件")
    for number, row in enumerate([heads.split(), *table.rows()]):
        sheet.write_row(number, 0, row)
    book.close()
    return "xlsx", out.getvalue()
