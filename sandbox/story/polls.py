"""What people answered on four more survey tools.

Every tool asks the same five things in its own dialect: recommendation (0–10), satisfaction (1–5),
brands heard of, reasons, a comment. `number` counts the answer sheets of a survey in the order they
were sent; a person is named on two sheets of three.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from sandbox.story.draw import DAY_MS, Scale, choose, moments
from sandbox.story.surveys import COMMENTS, PROVINCES

# Tool, its account, survey, title, the shop whose buyers are asked, when it was last changed.
POLLS = [
    ("surveymonkey", "qinghe-us-surveys", "307785429", "Your tent, one month on", "qinghe-us"),
    ("surveymonkey", "qinghe-us-surveys", "307785430", "Camp kitchen pulse", "qinghe-us"),
    ("qualtrics", "lumora-research", "SV_3nUx1AbCdEfGhIj", "Lumora at home 品牌研究", "lumora-eu"),
    ("qualtrics", "lumora-research", "SV_9pQr2KlMnOpQrSt", "Lumora after sales", "lumora-eu"),
    ("tencent_survey", "100860012", "8412075", "青禾会员满意度", "qinghe-cn"),
    ("tencent_survey", "100860012", "8412076", "青禾露营地问卷", "qinghe-cn"),
    ("wenjuanxing_api", "lumora-wjx", "182734998", "门店满意度", "lumora-cn"),
    ("wenjuanxing_api", "lumora-wjx", "182734999", "流光新品小调研", "lumora-cn"),
]
# Surveys that only a downloaded file brings; the file is called after the survey.
DOWNLOADS = [
    ("typeform", "trail_pulse", "trail_pulse", "Trail pulse", "lumora-eu"),
    ("surveymonkey", "tent_repair_desk", "tent_repair_desk", "Tent repair desk", "qinghe-us"),
    ("qualtrics", "lamp_club", "lamp_club", "Lamp club", "lumora-eu"),
    ("tencent_survey", "青禾夏令营", "青禾夏令营", "青禾夏令营", "qinghe-cn"),
]
# A survey whose sheets are pushed as they come in; nobody downloads it.
PUSHED = ("wenjuanxing", "182735001__push", "182735001__push", "露营课堂小问卷", "lumora-cn")
RIVALS = ["北岭 Northridge", "海灯 Seabeacon"]
BRANDS_ASKED = ["青禾 Qinghe", "流光 Lumora", *RIVALS]
REASONS_ASKED = ["Quality", "Price", "Design", "Service"]
SOURCES = ["wechat", "email", "link"]
NPS_WEIGHTS = np.array([1, 1, 1, 1, 2, 4, 5, 9, 14, 16, 20])
CSAT_WEIGHTS = np.array([2, 3, 8, 20, 17])
# How a sheet ended: whole, broken off, a colleague's test, struck out by the owner.
STATES = ["completed", "partial", "test", "invalid"]
STATE_WEIGHTS = np.array([88, 6, 3, 3])

MOST_ASKED = {"wenjuanxing_api": 72}  # of 160: one call a second, fifty sheets a call
DOWNLOADED = 24


def polls(scale: Scale, people: pl.DataFrame, orders: pl.DataFrame) -> dict[str, pl.DataFrame]:
    columns = ["platform", "account_id", "survey_id", "title", "shop"]
    forms = pl.DataFrame(POLLS, schema=columns, orient="row")
    created, changed = moments([scale.first_ms]), moments([scale.first_ms + 90 * 60_000])
    forms = forms.with_columns(created_at=created[0], updated_at=changed[0])
    sheets, files = [], []
    for tool in dict.fromkeys(forms["platform"]):
        asked = [row for row in POLLS if row[0] == tool]
        sheets.append(_sheets(scale, tool, asked, MOST_ASKED.get(tool, 160), people, orders))
    for one in DOWNLOADS:
        files.append(_sheets(scale, f"{one[0]} file", [one, one], DOWNLOADED, people, orders))
    return {
        "poll_forms": forms.drop("shop"),
        "poll_sheets": pl.concat(sheets).sort("platform", "survey_id", "number"),
        "poll_downloads": pl.concat(files),
        "poll_pushes": _sheets(scale, "pushed", [PUSHED, PUSHED], DOWNLOADED, people, orders),
    }


def _sheets(
    scale: Scale,
    name: str,
    surveys: Sequence[tuple[str, ...]],
    most: int,
    people: pl.DataFrame,
    orders: pl.DataFrame,
) -> pl.DataFrame:
    """Buyers of the tool's shop, asked one to six days later; three in four on its first survey."""
    dice = scale.dice(name)
    first, second = surveys
    asked = orders.filter((pl.col("shop") == first[4]) & ~pl.col("is_test"))
    asked = asked.sort("processed_at", "order_id").select("person_id", "processed_at")
    drawn = dice.permutation(len(asked))[: min(scale.answers, most)]
    asked = asked[np.sort(drawn)]
    waited = dice.integers(DAY_MS, 6 * DAY_MS, len(asked)) // 1000 * 1000
    sent = asked["processed_at"].cast(pl.Int64) // 1000 * 1000 + pl.Series(waited)
    asked = asked.select("person_id", sent=sent).filter(pl.col("sent") < scale.end_ms)
    asked = asked.sort("sent", "person_id")
    count = len(asked)
    asked = asked.join(
        people.select("person_id", "member_no"), on="person_id", maintain_order="left"
    )
    state = pl.Series(
        [STATES[each] for each in choose(dice, STATE_WEIGHTS, count)], dtype=pl.String
    )
    named, seconds = pl.Series(dice.random(count) < 0.67), dice.integers(20, 600, count)
    places = [PROVINCES[each] for each in dice.integers(0, len(PROVINCES) - 1, count)]
    told = asked.select(
        platform=pl.lit(first[0]),
        survey_id=pl.Series(
            [(first, second)[n][2] for n in (dice.random(count) < 0.25) * 1], dtype=pl.String
        ),
        person_id=pl.when(named).then("person_id"),
        member_no=pl.when(named).then("member_no"),
        started_at=moments(asked["sent"].to_numpy() - seconds * 1000),
        submitted_at=moments(asked["sent"]),
        seconds=pl.Series(seconds),
        state=state,
        source=pl.Series([SOURCES[each] for each in dice.integers(0, 3, count)], dtype=pl.String),
        ip=pl.Series([f"203.0.113.{each}" for each in dice.integers(1, 255, count)]),
        province=pl.Series([province for province, _ in places], dtype=pl.String),
        city=pl.Series([city for _, city in places], dtype=pl.String),
        weight=pl.Series(dice.integers(60, 140, count) / 100),
        nps=pl.Series(choose(dice, NPS_WEIGHTS, count)),
        csat=pl.Series(choose(dice, CSAT_WEIGHTS, count) + 1),
        aware=_several(dice, BRANDS_ASKED, [0.7, 0.6, 0.45, 0.3], count),
        reasons=_several(dice, REASONS_ASKED, [0.35] * 4, count),
        comment=pl.Series([COMMENTS[n] for n in dice.integers(0, len(COMMENTS), count)]),
    )
    # Who broke off had answered the first two questions.
    broken = pl.col("state") == "partial"
    none = pl.lit(None)
    told = told.with_columns(
        pl.when(broken).then(none).otherwise(pl.col(name)).alias(name)
        for name in ("aware", "reasons", "comment")
    )
    return told.with_columns(number=pl.col("survey_id").cum_count().over("survey_id"))


def _several(
    dice: np.random.Generator, words: list[str], shares: list[float], count: int
) -> pl.Series:
    """Some of the words each, or none."""
    drawn = dice.random((count, len(words))) < np.array(shares)
    chosen = [[word for word, is_in in zip(words, row, strict=True) if is_in] for row in drawn]
    return pl.Series(chosen, dtype=pl.List(pl.String))
