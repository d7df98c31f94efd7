"""The reports that shops drop: their form by the contract, their sums those of the orders."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import polars as pl

from sandbox.commerce import day_reports
from sandbox.story.shop_days import by_source, paid_orders, stock
from sandbox.telling import closing


def test_paid_amounts_are_those_of_the_orders(world, tmp_path):
    paths = {path.name: path for path in day_reports.write(world, tmp_path)}
    last = world.today - timedelta(days=1)
    first = max(world.first_day, last - day_reports.TOLD)
    text = paths[f"4455667_抖音罗盘日报_{first}_{last}.csv"].read_text("utf-8-sig")
    *days, total = csv.DictReader(io.StringIO(text))
    own = paid_orders(world.orders.filter(pl.col("shop") == "4455667"), closing(world.today))
    own = own.filter(pl.col("day") >= first)
    assert Decimal(total["成交金额"].replace(",", "")) == own["paid"].sum()
    assert sum(int(day["成交人数"]) for day in days) == own.height
    assert total["成交人数"] == ""  # people are no sum


def test_a_report_of_an_open_day_is_told_again(world, tmp_path):
    names = [path.name for path in day_reports.write(world, tmp_path)]
    assert sum("60412345_生意参谋店铺日报" in name for name in names) == 2
    now = closing(world.today)
    parts = by_source(world.orders, now).group_by("shop").agg(pl.col("paid").sum())
    own = paid_orders(world.orders.filter(pl.col("shop").is_in(parts["shop"].implode())), now)
    sums = own.group_by("shop").agg(pl.col("paid").sum())
    assert parts.sort("shop").rows() == sums.sort("shop").rows()


def test_a_shelf_is_empty_some_days(world):
    days = (world.first_day, world.last_day)
    now = closing(world.today)
    table = stock(world.orders, world.order_lines, "10099", *days, now)
    assert 0 < (table["left"] == 0).sum() < table.height
    assert table["left"].min() == 0
