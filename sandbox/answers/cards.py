"""True scorecards: how each position stands."""

import polars as pl

from sandbox.telling import records

CAP = 1.2


def scorecards(told: pl.DataFrame) -> pl.DataFrame:
    """One card per period and position: its score, or null when a KPI is missing."""
    rows = []
    cards = told.filter(pl.col("position_id") != "none")
    keys = ["period_start_date", "position_id"]
    for (start, position), card in cards.group_by(keys, maintain_order=True):
        points = [
            None if row["completion_rate"] is None
            else row["weight"] * max(min(row["completion_rate"], CAP), 0.0)
            for row in records(card)
        ]  # fmt: skip
        soft = card["is_qualitative"].to_list()
        rows.append({
            "period_start_date": start, "position_id": position, "kpis": card.height,
            "score": None if None in points else sum(p for p in points if p is not None),
            "points_measured": sum(p for p in points if p is not None),
            "qualitative_score": _of(points, soft),
            "quantitative_score": _of(points, [not one for one in soft]),
            "kpis_missing": points.count(None),
            "weight": float(sum(card["weight"])),
            "weight_measured": float(sum(
                weight for weight, point in zip(card["weight"], points, strict=True)
                if point is not None
            )),
            "qualitative_kpis": soft.count(True),
            "qualitative_weight": float(sum(card.filter("is_qualitative")["weight"])),
            "first_missing_kpi_code": min(
                (code for code, point in zip(card["kpi_code"], points, strict=True)
                 if point is None), default="none",
            ),
        })  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)


def _of(points: list[float | None], wanted: list[bool]) -> float | None:
    chosen = [point for point, mine in zip(points, wanted, strict=True) if mine]
    return None if not chosen or None in chosen else sum(p for p in chosen if p is not None)
