"""Posts of the company's own accounts on ten more platforms, and those accounts' followers.

A day is the platform's own (`ZONES`); figures are what that day added. What a platform shows as
running totals is their sum. Every account publishes at most one post a day, and takes one of them
back: in the evening of `removed_on`, after everybody had looked. Accounts with stories tell one on
the last day, for a story can be read for a day only.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from sandbox.story.company import LOS_ANGELES, SHANGHAI, SOCIAL_ACCOUNTS
from sandbox.story.draw import MOMENT, Scale

LIFE = 30  # days for which a post is still seen
EVERY = 5  # days between the posts of an account
FIGURES = ("impressions", "views", "likes", "comments", "shares", "saves")
UTC = "UTC"
ZONES = {
    "douyin": SHANGHAI,
    "wechat_channels": SHANGHAI,
    "bilibili": SHANGHAI,
    "xiaohongshu": SHANGHAI,
    "weibo": SHANGHAI,
    "zhihu": SHANGHAI,
    "instagram": LOS_ANGELES,
    "facebook_pages": LOS_ANGELES,
    "linkedin_pages": UTC,
    "x_twitter": UTC,
    "wechat_official_account": SHANGHAI,
}
KINDS = {
    "douyin": ("video", "image"),
    "wechat_channels": ("video",),
    "bilibili": ("video",),
    "xiaohongshu": ("image", "video"),
    "weibo": ("text", "image", "video"),
    "zhihu": ("answer", "article", "idea"),
    "instagram": ("image", "reel", "carousel"),
    "facebook_pages": ("text", "image", "video", "reel"),
    "linkedin_pages": ("text", "image"),
    "x_twitter": ("text", "image"),
}
ARTICLES_OF = "5fa1c0de00000000000000000000b1l1"  # B站 has articles beside videos
CLUB = "gh_club"
TELL_STORIES = ("instagram", "facebook_pages")
TITLES = {
    SHANGHAI: (
        "秋冬新品开箱\n#围巾 #通勤",
        "露营装备清单🏕️",
        "三步搭好天幕，新手也会",
        "“护眼”台灯怎么选？",
        "直播预告",
        "睡袋温标, 一次说清",
    ),
    LOS_ANGELES: (
        "New drop ✨ link in bio",
        "Pitching in the rain,\nstep by step ☔",
        'Our "quiet" lamp, 3 ways',
        "What’s in the bag?",
    ),
    UTC: (
        "We are hiring in Berlin — and camping",
        "Behind the scenes: how a tent is tested",
        'Field notes #4: "sea salt & fig"',
    ),
}
MINE = [(platform, account) for platform, _, account, *_ in SOCIAL_ACCOUNTS]
BY_FILE = {
    *("wechat_channels", "xiaohongshu", "zhihu"),
    *("douyin_exports", "bilibili_exports", "weibo_exports"),
    *("linkedin_pages_exports", "x_twitter_exports"),
}
# How many days ago, and which post from the end. People download lists once a week: what vanished
# since the last time is seen today. What an interface tells vanishes tonight.
REMOVED = {a: (7, 3) if reader in BY_FILE else (0, 1) for _, reader, a, *_ in SOCIAL_ACCOUNTS}
BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"


def posts(scale: Scale) -> dict[str, pl.DataFrame]:
    told, stories, articles = _posts(scale), _stories(scale), _articles(scale)
    club = _of_a_club(scale)
    days = [_days(scale, told), _days_of_stories(scale, stories)]
    return {
        "posts": pl.concat([told, stories, articles, club]),
        "post_days": pl.concat(
            [
                *days,
                _days(scale, articles, "days of articles"),
                _days(scale, club, "days of a club"),
            ]
        ),
        "account_days": _accounts(scale),
        "mentions": _mentions(scale),
    }


def _posts(scale: Scale) -> pl.DataFrame:
    """platform, account_id, post_id, post_type, published_at, published_on and removed_on."""
    rows = []
    for turn, (platform, account) in enumerate(MINE):
        ago, from_end = REMOVED[account]
        removed = scale.today - timedelta(days=ago)
        offsets = range(turn % EVERY, scale.days - 1, EVERY)
        for nth, offset in enumerate(offsets):
            day = scale.first_day + timedelta(days=offset)
            kind = KINDS[platform][nth % len(KINDS[platform])]
            titles = TITLES[ZONES[platform]]
            title = titles[(nth + turn) % len(titles)]
            number, gone = 1_000 * (turn + 1) + offset, nth == len(offsets) - from_end
            post = _post(platform, account, number, kind, day, title)
            rows.append((*post, removed if gone else None))
    return _table(rows)


def _stories(scale: Scale) -> pl.DataFrame:
    """One per account on the last day, a day on which no account posts; stories have no title."""
    rows = [
        (*_post(platform, account, 1_000 * (turn + 1) + 999, "story", scale.last_day, None), None)
        for turn, (platform, account) in enumerate(MINE)
        if platform in TELL_STORIES
    ]
    return _table(rows)


def _articles(scale: Scale) -> pl.DataFrame:
    """Two on B站, on days without a video."""
    taken = [account for _, account in MINE].index(ARTICLES_OF) % EVERY
    rows = []
    for nth, offset in enumerate((taken + 2, taken + 12)):
        day = scale.first_day + timedelta(days=offset)
        _, _, _, _, moment, *_ = _post("bilibili", ARTICLES_OF, 900 + nth, "article", day, None)
        title = f"露营装备选购长文 {nth + 1}"
        row = ("bilibili", ARTICLES_OF, f"cv3800{nth}", "article", moment, day, title)
        rows.append((*row, None))
    return _table(rows)


def _of_a_club(scale: Scale) -> pl.DataFrame:
    """Articles of the one 公众号 that is not certified: its back end exports lists."""
    rows = []
    for nth, offset in enumerate(range(3, scale.days - 1, 9)):
        day = scale.first_day + timedelta(days=offset)
        moment = _moment("wechat_official_account", day, nth, "article")
        row = ("wechat_official_account", CLUB, f"22479{offset:04d}_1", "article", moment, day)
        rows.append((*row, f"会员专栏 {day:%m%d}", None))
    return _table(rows)


def _post(
    platform: str, account: str, number: int, kind: str, day: date, title: str | None
) -> tuple[object, ...]:
    identifier, moment = post_id(platform, number, day), _moment(platform, day, number, kind)
    return platform, account, identifier, kind, moment, day, title


def _table(rows: Sequence[tuple[object, ...]]) -> pl.DataFrame:
    columns = ["platform", "account_id", "post_id", "post_type", "published_at", "published_on"]
    table = pl.DataFrame(rows, schema=[*columns, "title", "removed_on"], orient="row")
    kinds = pl.Schema({"published_at": MOMENT, "title": pl.String, "removed_on": pl.Date})
    return table.cast(dict(kinds))


def _moment(platform: str, day: date, number: int, kind: str) -> datetime:
    """Between eight and twenty on the platform's clock, to the second; stories at six."""
    hour = 6 if kind == "story" else 8 + number % 12
    clock = time(hour, number * 7 % 60, number * 13 % 60)
    return datetime.combine(day, clock, ZoneInfo(ZONES[platform])).astimezone(ZoneInfo("UTC"))


def post_id(platform: str, number: int, day: date) -> str:
    """An identifier of the form the platform gives."""
    long = f"{day:%y%m%d}{number:07d}"
    forms = {
        "douyin": f"@9VxT0uuFTKk2NWr8yY{number:06d}/hQWn+gEBAQ==",
        "wechat_channels": f"export/UzFfAgtgekIEAQAAAA{long}",
        "bilibili": f"BV1q{_base36(number):0>4}x{day:%m%d}",
        "xiaohongshu": f"69{int(long):022x}",
        "weibo": f"5234{long[1:]}",
        "zhihu": f"19{long}",
        "instagram": f"180{long}",
        "facebook_pages": f"1220{long}",
        "linkedin_pages": f"urn:li:{'ugcPost' if number % 3 else 'share'}:7110{long}00",
        "x_twitter": f"1858{long}00",
    }
    return forms[platform]


def _base36(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number, 36)
        text = BASE36[rest] + text
    return text


def _days(scale: Scale, told: pl.DataFrame, name: str = "post days") -> pl.DataFrame:
    """What each post gained on each of its first days, zero days left out."""
    dice = scale.dice(name)
    table = told.select("platform", "account_id", "post_id", "published_on").join(
        pl.DataFrame({"age": range(LIFE)}), how="cross", maintain_order="left_right"
    )
    table = table.with_columns(day=pl.col("published_on") + pl.duration(days=pl.col("age")))
    table = table.filter(pl.col("day") <= scale.last_day)
    seen = dice.poisson(6_000 * 0.8 ** table["age"].to_numpy())
    views = dice.binomial(seen, 0.15)
    parts = {"likes": 0.05, "comments": 0.008, "shares": 0.012, "saves": 0.02}
    figures = {name: pl.Series(dice.binomial(views, share)) for name, share in parts.items()}
    table = table.with_columns(impressions=pl.Series(seen), views=pl.Series(views), **figures)
    keys = ["platform", "account_id", "post_id", "day"]
    gone = told.select("platform", "account_id", "post_id", "removed_on")
    table = table.join(gone, on=keys[:3], how="left", maintain_order="left")
    stands = pl.col("removed_on").is_null() | (pl.col("day") < pl.col("removed_on"))
    return table.filter((pl.col("impressions") > 0) & stands).select(*keys, *FIGURES)


def _days_of_stories(scale: Scale, told: pl.DataFrame) -> pl.DataFrame:
    """The one day of a story; it is shared and replied to, never liked nor kept."""
    dice = scale.dice("story days")
    seen = dice.poisson(900, len(told))
    figures = {"comments": dice.binomial(seen, 0.01), "shares": dice.binomial(seen, 0.02)}
    table = told.select("platform", "account_id", "post_id", day="published_on")
    none = pl.lit(0, dtype=pl.Int64)
    return table.select(
        *("platform", "account_id", "post_id", "day"),
        impressions=pl.Series(seen),
        views=pl.Series(seen),
        likes=none,
        comments=pl.Series(figures["comments"]),
        shares=pl.Series(figures["shares"]),
        saves=none,
    )


def _mentions(scale: Scale) -> pl.DataFrame:
    """What others write on X that names an account the company reads there: one every other day."""
    dice = scale.dice("mentions")
    rows = []
    for turn, account in enumerate(
        a for _, reader, a, *_ in SOCIAL_ACCOUNTS if reader == "x_twitter"
    ):
        for nth, day in enumerate(scale.calendar):
            for one in range(int(dice.poisson(0.5))):
                number = f"1859{day:%y%m%d}{turn}{nth:03d}{one:02d}"
                moment = _moment("x_twitter", day, nth * 3 + one, "text")
                rows.append((account, number, f"44{int(dice.integers(10**6)):07d}", moment, day))
    columns = ["account_id", "post_id", "author_id", "published_at", "day"]
    return pl.DataFrame(rows, schema=columns, orient="row").cast({"published_at": MOMENT})


def _accounts(scale: Scale) -> pl.DataFrame:
    """Followers of each account by day: gained, lost, the stock at its end, visits to its page."""
    dice = scale.dice("account days")
    pieces = []
    for platform, account in MINE:
        stock = int(dice.integers(8_000, 90_000))
        gained, lost = dice.poisson(12, scale.days), dice.poisson(4, scale.days)
        pieces.append(
            pl.DataFrame(
                {
                    "platform": [platform] * scale.days,
                    "account_id": [account] * scale.days,
                    "day": scale.calendar,
                    "gained": gained,
                    "lost": lost,
                    "total": stock + np.cumsum(gained - lost),
                    "profile_views": dice.poisson(150, scale.days),
                }
            )
        )
    return pl.concat(pieces)
