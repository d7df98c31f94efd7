"""The lists people download: their form by the contract, their sums those of the company."""

import csv
import io
from datetime import timedelta

import polars as pl
import pytest

from sandbox.platforms import FILES
from sandbox.social.creator_exports import end_of_link
from sandbox.social.totals import totals

FOLDERS = ("wechat_channels", "xiaohongshu", "zhihu", "douyin_exports", "weibo_exports")


@pytest.mark.parametrize("name", FOLDERS)
def test_everybody_downloads_twice_and_a_file_says_whose_it_is(world, tmp_path, name):
    paths = FILES[name](world, tmp_path, None)
    mine = world.accounts.filter(pl.col("connector") == name)["account_id"]
    assert {path.name.split("_")[0] for path in paths} == set(mine)
    assert {day for path in paths for day in ("1107", "1114", "11-07", "11-14") if day in path.name}


def test_a_list_of_channels_is_as_the_contract_shows_it(world, tmp_path):
    old, new, *_ = FILES["wechat_channels"](world, tmp_path, None)
    assert old.read_bytes().startswith(b"\xef\xbb\xbf")
    heads = [next(csv.reader(io.StringIO(path.read_text("utf-8-sig")))) for path in (old, new)]
    assert len(heads[1]) - len(heads[0]) == 4
    rows = list(csv.DictReader(io.StringIO(new.read_text("utf-8-sig"), newline="")))
    assert sum(int(row["播放量"]) for row in rows) == sum(
        post["views"] for post in totals(world, "wechat_channels", "sphQinghe01", world.today)
    )
    assert any("\n" in row["视频描述"] for row in rows)
    assert any(row["推荐"] != row["喜欢"] for row in rows)


def test_bilibili_compares_ten_videos_at_most(world, tmp_path):
    later = [
        path for path in FILES["bilibili_exports"](world, tmp_path, None) if "稿件" in path.name
    ]
    assert all(len(path.read_text("utf-8-sig").splitlines()) <= 1 + 10 * 2 for path in later)


def test_totals_grow_with_the_days(world):
    now = totals(world, "zhihu", "qinghe-outdoor", world.today)
    before = totals(world, "zhihu", "qinghe-outdoor", world.today - timedelta(days=7))
    known = {post["post_id"]: post["views"] for post in before}
    assert all(post["views"] >= known.get(post["post_id"], 0) for post in now)
    shown = {post["post_id"] for post in now}
    assert len(known.keys() - shown) == 1  # taken back
    assert len(shown - known.keys()) >= 1


def test_the_end_of_a_link_is_the_number_in_base_62():
    assert end_of_link("3501756485200075") == "z0JH2lOMb"


def test_an_agency_keeps_a_workbook_and_the_company_a_plain_list(world, tmp_path):
    paths = FILES["kol_campaigns"](world, tmp_path, None)
    assert [path.name for path in paths] == [
        "Q4种草计划_达人投放表_20261031.xlsx",
        "Lumora-launch_kol_20261031.csv",
        "Q4种草计划_达人投放表_20261107.xlsx",
        "Lumora-launch_kol_20261107.csv",
        "Q4种草计划_达人投放表_20261114.xlsx",
        "Lumora-launch_kol_20261114.csv",
        "Q4种草计划_蒲公英_20261114.xlsx",
    ]
    rows = list(csv.DictReader(io.StringIO(paths[5].read_text("utf-8-sig"))))
    costs = world.placements.filter(pl.col("campaign") == "Lumora-launch")
    parts = ("contract_fee", "platform_fee", "sample_cost", "commission")
    fees = sum(costs[name].sum() for name in parts)
    assert sum(float(row["total_cost_cny"]) for row in rows) == pytest.approx(float(fees))
