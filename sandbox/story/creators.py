"""Cooperation with creators: who was paid what for which post, and what the post gained by day."""

from datetime import timedelta

import polars as pl

from sandbox.story.draw import Scale, money
from sandbox.story.posts import FIGURES

EVERY = 4  # days between two placements
LIFE = 30
LISTED = tuple(timedelta(weeks=back) for back in (2, 1, 0))  # the agency sends a list a week
PLATFORMS = ("douyin", "xiaohongshu", "bilibili", "weibo")
CAMPAIGNS = (("Q4种草计划", "P-2026-03"), ("Lumora-launch", "P-2026-04"))
HANDLES = ("营地小记", "山野观察站", "灯下生活", "周末去哪儿露营", "Fig & Cedar 日记", "器材党老周")
FOLLOWERS = (8_200, 46_000, 123_000, 380_000, 760_000, 1_250_000)
PERCENT_BACK = (0, 10, 5, 0, 8, 15)  # of each creator's fee, through the agency
BACK_AFTER = timedelta(days=18)
SIGNED_BEFORE, PAID_AFTER = timedelta(days=12), timedelta(days=20)
FORMS = {"douyin": "video", "xiaohongshu": "image", "bilibili": "video", "weibo": "image"}
LINKS = {
    "douyin": "https://www.iesdouyin.com/share/video/7434{:015d}",
    "xiaohongshu": "https://www.xiaohongshu.com/explore/69{:022x}",
    "bilibili": "https://www.bilibili.com/video/BV1k{:07d}",
    "weibo": "https://weibo.com/1900000001/{:016d}",
}


def creators(scale: Scale) -> dict[str, pl.DataFrame]:
    placements = _placements(scale)
    return {"placements": placements, "placement_days": _days(scale, placements)}


def _placements(scale: Scale) -> pl.DataFrame:
    """placement_id, campaign, creator, post, fees and rebate in yuan, the days of both.

    Of the campaign that is kept in a plain list: samples, commission and boosting too, and when
    each cooperation was signed, planned and paid.
    """
    rows = []
    for nth, offset in enumerate(range(1, scale.days - 1, EVERY)):
        platform, creator = PLATFORMS[nth % len(PLATFORMS)], nth % len(HANDLES)
        campaign, project = CAMPAIGNS[nth % 3 // 2]
        url = LINKS[platform].format(10_000 + nth)
        fee = FOLLOWERS[creator] // 10 * 100  # in fen: a tenth of a yuan per follower
        rows.append(
            (
                f"70123456789012{nth:05d}",
                platform,
                campaign,
                project,
                f"creator-{creator:02d}",
                HANDLES[creator],
                FOLLOWERS[creator],
                url.rsplit("/", 1)[1],
                url,
                FORMS[platform],
                scale.first_day + timedelta(days=offset),
                fee,
                fee // 20,
                percent := PERCENT_BACK[creator] if campaign == CAMPAIGNS[0][0] else 0,
                fee * percent // 100,
                scale.first_day + timedelta(days=offset) + BACK_AFTER if percent else None,
            )
        )
    names = (
        "placement_id platform campaign project_id creator_id creator_name followers content_id "
        "url content_type published_on fee_fen platform_fee_fen "
        "rebate_percent rebate_fen rebate_on"
    )
    table = pl.DataFrame(rows, schema=names.split(), orient="row")
    fee, number = table["fee_fen"], pl.col("placement_id").str.tail(5)
    is_listed = pl.col("campaign") == CAMPAIGNS[1][0]
    told = {
        "sample_cost": money(19_900 + fee // 100),
        "commission": money(fee * 3 // 100),
        "boost_cost": money(fee // 8),
        "signed_on": pl.col("published_on") - SIGNED_BEFORE,
        "planned_on": pl.col("published_on") - pl.duration(days=number.cast(pl.Int64) % 2),
        "paid_on": pl.col("published_on") + PAID_AFTER,
        "promo_code": pl.format("LUMORA{}", number),
        "invoice_no": pl.format("2531200000{}", number),
    }
    return table.with_columns(
        contract_fee=money(fee),
        platform_fee=money(table["platform_fee_fen"]),
        rebate=money(table["rebate_fen"]),
        **{name: pl.when(is_listed).then(one) for name, one in told.items()},
    ).drop("fee_fen", "platform_fee_fen", "rebate_fen")


def _days(scale: Scale, placements: pl.DataFrame) -> pl.DataFrame:
    """What each post gained on each of its first days."""
    dice = scale.dice("placement days")
    table = placements.select("placement_id", "followers", "published_on").join(
        pl.DataFrame({"age": range(LIFE)}), how="cross", maintain_order="left_right"
    )
    table = table.with_columns(day=pl.col("published_on") + pl.duration(days=pl.col("age")))
    table = table.filter(pl.col("day") <= scale.last_day)
    expected = table["followers"].to_numpy() * 0.5 * 0.75 ** table["age"].to_numpy()
    seen = dice.poisson(expected)
    views = dice.binomial(seen, 0.2)
    parts = {"likes": 0.05, "comments": 0.006, "shares": 0.008, "saves": 0.02}
    figures = {name: pl.Series(dice.binomial(views, share)) for name, share in parts.items()}
    table = table.with_columns(impressions=pl.Series(seen), views=pl.Series(views), **figures)
    return table.select("placement_id", "day", *FIGURES)
