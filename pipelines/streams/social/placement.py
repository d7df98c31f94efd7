"""How agencies write a placement: on which platform, when, and for how much.

Readers of the helper columns of `kol_campaigns.py`.
"""

import polars as pl

from pipelines.streams.columns import MONEY
from pipelines.streams.sheets import in_yuan, moment, plain_money
from pipelines.streams.social.figures import BLANK

PLATFORMS = {
    **dict.fromkeys(("抖音", "星图"), "douyin"),
    **dict.fromkeys(("小红书", "蒲公英", "red"), "xiaohongshu"),
    **dict.fromkeys(("B站", "b站", "哔哩哔哩", "bilibili", "花火"), "bilibili"),
    **dict.fromkeys(("微博", "微任务"), "weibo"),
    **dict.fromkeys(("视频号", "互选"), "wechat_channels"),
    **dict.fromkeys(("快手", "磁力聚星"), "kuaishou"),
    **dict.fromkeys(("知乎",), "zhihu"),
    **dict.fromkeys(("公众号", "微信公众号"), "wechat_mp"),
    **dict.fromkeys(("淘宝直播", "点淘"), "taobao_live"),
}
FORMS = {"视频": "video", "图文": "image", "直播": "live", "文章": "article"}
LINKS = (
    r"douyin\.com/(?:share/)?(?:video|note)/(\d+)",
    r"xiaohongshu\.com/(?:explore|discovery/item)/([0-9a-f]{24})",
    r"bilibili\.com/video/(BV[0-9A-Za-z]{10})",
    r"weibo\.com/(?:u/)?\d+/([0-9A-Za-z]+)",
)
BARTER, BY_COMMISSION = "置换", "纯佣"
NO_FEE = (*BLANK, BARTER, BY_COMMISSION)
SHARE = r"^([\d.]+)\s*%$"


def platform() -> pl.Expr:
    """The platform by its column, else by the name of its sheet; what we do not know stays."""
    told = pl.coalesce("_platform", "_sheet")
    return told.str.strip_chars().replace(PLATFORMS)


def form() -> pl.Expr:
    """Video, image, live or article in one word; what we do not know stays."""
    return pl.col("_form").replace(FORMS)


def content_id() -> pl.Expr:
    """The number of the post as told, else out of its link."""
    return pl.coalesce("_content_id", *(pl.col("post_url").str.extract(link) for link in LINKS))


def spoken_day(name: str) -> pl.Expr:
    """The day; `11月6日` takes the year that stands above the table or in the file's name."""
    plain = pl.col(name).str.replace(r"^延期至", "")
    plain = plain.str.replace(r"^(\d{1,2})\.(\d{1,2})$", "$1月$2日")
    moment_ = moment(plain, year=pl.col("_year"), day=pl.lit(None, pl.String))
    return (moment_ + pl.duration(hours=8)).dt.date()


def fee() -> pl.Expr:
    """What was agreed, else the list price; nothing for goods or a commission alone."""
    told = pl.coalesce("_fee_told", "_quote_told")
    agreed = pl.coalesce(in_yuan("_fee"), in_yuan("_quote"))
    return pl.when(told.is_in([BARTER, BY_COMMISSION])).then(0).otherwise(agreed).cast(MONEY)


def service_fee() -> pl.Expr:
    """An amount, or a share of the fee: `5%`."""
    told = pl.col("_platform_fee")
    share = told.str.extract(SHARE).cast(pl.Float64, strict=False) / 100
    part = (fee().cast(pl.Float64) * share).round(2).cast(MONEY)
    return pl.coalesce(part, (plain_money(told) * pl.col("_unit_factor")).cast(MONEY))


def cost_before(rebate: pl.Expr) -> pl.Expr:
    """As the list adds up, else fee, service fee, commission and goods; boosting stands apart.

    Before the rebate received: of a total that is what is left after it, what it was before.
    """
    beside = (service_fee(), in_yuan("_commission"), in_yuan("_gifted_value"))
    added = (fee() + sum((one.fill_null(0) for one in beside), pl.lit(0))).cast(MONEY)
    told = in_yuan("_total_cost")
    is_left = (told + rebate == added).fill_null(False)
    return pl.when(is_left).then(added).otherwise(pl.coalesce(told, added))
