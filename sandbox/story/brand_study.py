"""What an agency asked about the brands, in two waves, and the table of figures it made of it."""

from datetime import date, datetime, timedelta

import polars as pl

from sandbox.story.draw import DAY_MS, MOMENT, Scale, choose, epoch_ms, moments
from sandbox.story.polls import BRANDS_ASKED, CSAT_WEIGHTS, NPS_WEIGHTS, SOURCES
from sandbox.story.surveys import COMMENTS

STUDY = "品牌追踪"
RESPONDENTS = 120
AGES, GENDERS, CITIES = ["18-24", "25-34", "35-44", "45+"], ["F", "M"], ["上海", "杭州", "深圳"]


def brand_study(scale: Scale) -> dict[str, pl.DataFrame]:
    waves = _waves(scale)
    return {"brand_waves": waves, "brand_tracker": _tracker(waves)}


def _waves(scale: Scale) -> pl.DataFrame:
    """Two waves of the brand study, a quarter apart: the own brand is better known in the second.

    `csat` is null for who never bought; the second wave's `nps` likewise. `aware_aided` is null
    where the list was not shown.
    """
    dice = scale.dice("brand study")
    rows = []
    for wave, opened, known in (("2026Q3", date(2026, 8, 3), 0.35), ("2026Q4", _late(scale), 0.62)):
        for number in range(1, RESPONDENTS + 1):
            aided = [
                brand
                for brand, share in zip(BRANDS_ASKED, (known, 0.5, 0.6, 0.4), strict=True)
                if dice.random() < share
            ]
            is_buyer, was_shown = dice.random() < 0.6, dice.random() > 0.05
            rows.append(
                {
                    "wave": wave,
                    "response_id": f"R{number:04d}",
                    "submitted_at": _moment(opened, int(dice.integers(0, 5 * DAY_MS // 1000))),
                    "channel": SOURCES[int(dice.integers(0, 3))],
                    "weight": int(dice.integers(50, 150)) / 100,
                    "nps": int(choose(dice, NPS_WEIGHTS, 1)[0]) if is_buyer else None,
                    "csat": int(choose(dice, CSAT_WEIGHTS, 1)[0]) + 1 if is_buyer else None,
                    "reason": COMMENTS[int(dice.integers(0, len(COMMENTS)))] or None,
                    "aware_unaided": [brand for brand in aided if dice.random() < 0.5],
                    "aware_aided": aided if was_shown else None,
                    "consider": [brand for brand in aided if dice.random() < 0.4],
                    "age_band": AGES[int(dice.integers(0, len(AGES)))],
                    "gender": GENDERS[int(dice.integers(0, 2))],
                    "city": CITIES[int(dice.integers(0, len(CITIES)))],
                }
            )
    several = {name: pl.List(pl.String) for name in ("aware_unaided", "aware_aided", "consider")}
    return pl.DataFrame(rows, schema_overrides={**several, "submitted_at": MOMENT})


def _late(scale: Scale) -> date:
    """The second wave is in the field until two days ago."""
    return scale.last_day - timedelta(days=7)


def _moment(opened: date, seconds: int) -> datetime:
    return moments([epoch_ms(opened) + seconds * 1000])[0]


def _tracker(waves: pl.DataFrame) -> pl.DataFrame:
    """Weighted awareness by wave, brand and gender as printed: percent with one decimal."""
    shown = waves.filter(pl.col("aware_aided").is_not_null())
    rows = []
    for (wave,), asked in shown.group_by("wave", maintain_order=True):
        for brand in BRANDS_ASKED:
            for segment in ("total", *GENDERS):
                some = asked if segment == "total" else asked.filter(pl.col("gender") == segment)
                knows = pl.col("aware_aided").list.contains(brand)
                share = some.select((pl.col("weight") * knows).sum() / pl.col("weight").sum())
                printed = round(share.item() * 100, 1)
                rows.append((wave, brand, segment, "提示后知名度", some.height, printed))
    columns = ["wave", "brand", "segment", "metric", "base_n", "printed"]
    return pl.DataFrame(rows, schema=columns, orient="row")
