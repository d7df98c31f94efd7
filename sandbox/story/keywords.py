"""Keywords and search terms: who shares a search group's figures, and in which parts.

The first group of the first two search campaigns of an account buys keywords, and on platforms that
have a search beside their feed that of the first campaign; the others match by themselves (their
clicks have no keyword). The parts of a group's day add up to it, click by click and cent by cent.
"""

import polars as pl

SEARCH_CHANNELS = ("google_search", "baidu_search", "microsoft_search")
BESIDE_A_FEED = ("xiaohongshu_ads", "kuaishou_ads")
CAMPAIGNS_WITH_KEYWORDS = 2
WORDS = {  # brand word, product word, broad word
    ("TENT", True): ("青禾帐篷", "双人帐篷", "露营装备"),
    ("TENT", False): ("qinghe tent", "two person tent", "camping gear"),
    ("BAG", True): ("青禾睡袋", "羽绒睡袋", "户外睡袋推荐"),
    ("BAG", False): ("qinghe sleeping bag", "down sleeping bag", "warm sleeping bag"),
    ("LAMP", True): ("流光台灯", "护眼台灯", "书桌灯"),
    ("LAMP", False): ("lumora lamp", "reading lamp", "desk light"),
    ("CANDLE", True): ("流光香薰", "香薰蜡烛", "生日礼物"),
    ("CANDLE", False): ("lumora candle", "scented candle", "gift idea"),
}
MATCH_TYPES = ("EXACT", "PHRASE", "BROAD")
PARTS = ((0, 45), (45, 80), (80, 100))  # percent of the group's day
TYPED = {True: ("", " 价格"), False: ("", " price")}
TYPED_PARTS = ((0, 70), (70, 100))
PREFIX = {
    "google_ads": "30", "baidu": "6", "microsoft_ads": "84", "xiaohongshu_ads": "62",
    "kuaishou_ads": "81",
}  # fmt: skip
KEYS = ["platform", "account_id", "campaign_id", "ad_group_id", "keyword_id"]


def keywords(campaigns: pl.DataFrame, groups: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """`keywords` and `search_terms`, each with its part `low`..`high` of the whole, in percent."""
    turn = pl.int_range(pl.len()).over("account_id")
    search = campaigns.filter(pl.col("channel_id").is_in(SEARCH_CHANNELS))
    beside = campaigns.filter(pl.col("channel_id").is_in(BESIDE_A_FEED))
    search = pl.concat([search.filter(turn < CAMPAIGNS_WITH_KEYWORDS), beside.filter(turn < 1)])
    first = groups.unique("campaign_id", keep="first", maintain_order=True)
    chosen = search.join(first, on=["platform", "campaign_id"], maintain_order="left")
    words: list[tuple] = []
    typed: list[tuple] = []
    for number, row in enumerate(chosen.iter_rows(named=True)):
        chinese = row["region_id"].startswith("CN")
        trio = zip(WORDS[row["product_line"], chinese], MATCH_TYPES, PARTS, strict=True)
        for place, (word, match, part) in enumerate(trio):
            keyword_id = f"{PREFIX[row['platform']]}{10_000_001 + number * 1_009 + place}"
            home = (*(row[key] for key in KEYS[:-1]), keyword_id)
            words.append((*home, word, match, place == 0, *part))
            endings = zip(TYPED[chinese], TYPED_PARTS, strict=True)
            typed += [(*home, word + ending, *share) for ending, share in endings]
    named = [*KEYS, "keyword", "match_type", "is_brand", "low", "high"]
    return {
        "keywords": pl.DataFrame(words, schema=named, orient="row"),
        "search_terms": pl.DataFrame(
            typed, schema=[*KEYS, "search_term", "low", "high"], orient="row"
        ),
    }


def keyword_days(words: pl.DataFrame, ad_days: pl.DataFrame) -> pl.DataFrame:
    """Keyword × day: the ads of its group, shared out."""
    keys = [*KEYS[:-1], "day"]
    sums = [pl.col(name).sum() for name in ("impressions", "clicks", "spend", "conversions")]
    whole = ad_days.join(words.select(KEYS[:-1]).unique(), on=KEYS[:-1], how="semi")
    shared = words.join(whole.group_by(keys).agg(*sums), on=KEYS[:-1])
    return _shared_out(shared).sort("day", *KEYS)


def search_term_days(terms: pl.DataFrame, days: pl.DataFrame) -> pl.DataFrame:
    """Keyword × search term × day: the keyword's day, shared out."""
    figures = days.select(
        *KEYS, "match_type", "day", "impressions", "clicks", "spend", "conversions"
    )
    return _shared_out(terms.join(figures, on=KEYS)).sort("day", *KEYS, "search_term")


def _shared_out(table: pl.DataFrame) -> pl.DataFrame:
    """Each figure's part between `low` and `high` percent, in whole units."""

    def until(figure: pl.Expr, edge: str) -> pl.Expr:
        part = (figure * pl.col(edge) / 100).floor()
        return pl.when(pl.col(edge) == 100).then(figure).otherwise(part)

    def part(figure: pl.Expr) -> pl.Expr:
        return until(figure, "high") - until(figure, "low")

    counts = {name: part(pl.col(name)).cast(pl.Int64) for name in ("impressions", "clicks")}
    cents = (pl.col("spend") * 100).cast(pl.Float64)
    return table.with_columns(
        **counts,
        conversions=part(pl.col("conversions")),
        spend=(part(cents).round().cast(pl.Int64) / 100).cast(pl.Decimal(18, 6)),
    ).drop("low", "high")
