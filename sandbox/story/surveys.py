"""What people answered: a satisfaction form after buying, and a brand survey."""

from datetime import timedelta

import numpy as np
import polars as pl

from sandbox.story.draw import DAY_MS, HOUR_MS, Scale, choose, moments

FORMS = [("lR6F4jNp", "How was your order?"), ("hB2kQw9s", "Lumora at home 家居访谈")]
REASONS = ["Quality", "Price", "Design", "Delivery", "Service"]
COMMENTS = [
    "很好用",
    "Too bright 😎",
    "line one\nline two",
    "“lovely” lamp; thanks",
    "",
    "Gern wieder!",
    "ok\tok",
]
PROVINCES = [
    ("浙江", "杭州"),
    ("上海", "上海"),
    ("广东", "广州"),
    ("江苏", "南京"),
    ("国外", "未知"),
]
QUESTIONS = {
    1: "您是否听说过本品牌？",
    2: "您通过哪些渠道了解到我们？（多选）",
    3: "您对产品的满意度（1-5）",
    4: "您的建议",
}
KNOWS, HEARD = ["听说过", "没听说过"], ["公众号", "抖音", "小红书", "朋友推荐", "其他〖请注明〗"]


def surveys(scale: Scale, people: pl.DataFrame, orders: pl.DataFrame) -> dict[str, pl.DataFrame]:
    forms = pl.DataFrame(FORMS, schema=["form_id", "title"], orient="row")
    updated = moments(np.full(len(FORMS), scale.first_ms + HOUR_MS))
    return {
        "forms": forms.with_columns(last_updated_at=updated),
        "typeform_responses": _typeform(scale, people, orders),
        "typeform_partials": _partials(scale),
        "wenjuanxing_responses": _wenjuanxing(scale),
    }


def _typeform(scale: Scale, people: pl.DataFrame, orders: pl.DataFrame) -> pl.DataFrame:
    """Buyers of the lamp brand, a day or more later; one in five answers without saying who."""
    dice = scale.dice("typeform")
    asked = orders.filter(pl.col("shop").str.starts_with("lumora") & ~pl.col("is_test"))
    asked = asked.filter(pl.Series(dice.random(len(asked)) < 0.25))
    at = asked["processed_at"].cast(pl.Int64).to_numpy() + dice.integers(
        DAY_MS, 5 * DAY_MS, len(asked)
    )
    at = at // 1000 * 1000
    asked = asked.select("person_id").with_columns(at=pl.Series(at))
    asked = asked.filter(pl.col("at") < scale.end_ms).sort("at", "person_id")
    count = len(asked)
    asked = asked.join(
        people.select("person_id", "member_no"), on="person_id", maintain_order="left"
    )
    named = pl.Series(dice.random(count) < 0.8)
    chosen = dice.random((count, len(REASONS))) < 0.35
    reasons = [[word for word, is_in in zip(REASONS, row, strict=True) if is_in] for row in chosen]
    number = pl.int_range(pl.len()).cast(pl.String).str.zfill(8)
    return asked.select(
        form_id=pl.Series(
            [FORMS[each][0] for each in (dice.random(count) < 0.2).astype(int)], dtype=pl.String
        ),
        response_id=pl.format("{}cafe0123456789ab", number),
        person_id=pl.when(named).then(pl.col("person_id")),
        member_no=pl.when(named).then(pl.col("member_no")),
        landed_at=moments(asked["at"].to_numpy() - dice.integers(20, 600, count) * 1000),
        submitted_at=moments(asked["at"]),
        nps=pl.Series(choose(dice, np.array([1, 1, 1, 1, 2, 4, 5, 9, 14, 16, 20]), count)),
        reasons=pl.Series(reasons, dtype=pl.List(pl.String)),
        comment=pl.Series(
            [COMMENTS[each] for each in dice.integers(0, len(COMMENTS), count)], dtype=pl.String
        ),
        again=pl.Series(dice.random(count) < 0.7),
        utm_source=pl.when(pl.Series(dice.random(count) < 0.6)).then(pl.lit("newsletter")),
    ).with_columns(score=pl.col("nps"))


def _partials(scale: Scale) -> pl.DataFrame:
    """Who left after the first question; nothing but the way and the score is known of them."""
    dice, count = scale.dice("typeform partials"), 12
    at = np.sort(dice.integers(scale.first_ms, scale.end_ms - DAY_MS, count)) // 1000 * 1000
    return pl.DataFrame({
        "form_id": [FORMS[turn % 2][0] for turn in range(count)],
        "response_id": [f"{turn:08d}begun123456789ab" for turn in range(count)],
        "landed_at": moments(at),
        "nps": choose(dice, np.array([1, 1, 1, 1, 2, 4, 5, 9, 14, 16, 20]), count),
        "utm_source": ["newsletter" if turn % 3 else None for turn in range(count)],
    })  # fmt: skip


def _wenjuanxing(scale: Scale) -> pl.DataFrame:
    """One row per answer sheet: single choice, several choices, a scale and free text."""
    dice = scale.dice("wenjuanxing")
    rows = []
    for number in range(1, scale.answers + 1):
        day = scale.first_day + timedelta(days=int(dice.integers(0, scale.days)))
        seconds = int(dice.integers(0, 86_400))
        province, city = PROVINCES[int(dice.integers(0, len(PROVINCES)))]
        heard = [word for word in HEARD if dice.random() < 0.4]
        knows = KNOWS[int(dice.random() < 0.3)]
        rows.append(
            {
                "no": number,
                "day": day,
                "second_of_day": seconds,
                "seconds": int(dice.integers(15, 600)),
                "source": ["微信", "手机提交", "链接"][int(dice.integers(0, 3))],
                "ip": f"203.0.113.{int(dice.integers(1, 255))}",
                "province": province,
                "city": city,
                "q1": knows,
                "q2": None if knows == KNOWS[1] else heard or [HEARD[3]],
                "q3": int(dice.integers(1, 6)),
                "q4": COMMENTS[int(dice.integers(0, len(COMMENTS)))] or None,
            }
        )
    table = pl.DataFrame(rows, schema_overrides={"q2": pl.List(pl.String)})
    local = pl.col("day").cast(pl.Datetime("ms")) + pl.duration(seconds=pl.col("second_of_day"))
    return table.with_columns(
        submitted_at=local.dt.replace_time_zone("Asia/Shanghai").dt.convert_time_zone("UTC")
    ).drop("day", "second_of_day")
