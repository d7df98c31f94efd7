"""True scorecards: how each position stands."""

import polars as pl

from sandbox.telling import records

CAP, WHOLE, NEAR = 1.2, 100.0, 0.01


def scorecards(told: pl.DataFrame) -> pl.DataFrame:
    """One card per period and position: its score, or null when a KPI is missing."""
    rows = []
    cards = told.filter(pl.col("position_id") != "none")
    keys = ["period_kind", "period_start_date", "period_end_date", "is_closed", "team_id",
            "position_id"]  # fmt: skip
    for key, card in cards.group_by(keys, maintain_order=True):
        points = [
            None if row["completion_rate"] is None
            else row["weight"] * max(min(row["completion_rate"], CAP), 0.0)
            for row in records(card)
        ]  # fmt: skip
        soft = card["is_qualitative"].to_list()
        known = [point for point in points if point is not None]
        missing = sorted(
            (code, reason)
            for code, reason, point in zip(
                card["kpi_code"], card["missing_reason"], points, strict=True
            )
            if point is None
        )
        weight = float(sum(card["weight"]))
        state = "final" if card["is_closed"].all() else "to_date"
        state = "incomplete" if missing else state
        rows.append(dict(zip(keys, key, strict=True)) | {
            "kpis": card.height, "quantitative_kpis": soft.count(False),
            "card_state": state if abs(weight - WHOLE) < NEAR else "weights_do_not_add_up",
            "score": None if missing or abs(weight - WHOLE) >= NEAR else sum(known),
            "points_measured": sum(known) if known else None,
            "qualitative_score": _of(points, soft),
            "quantitative_score": _of(points, [not one for one in soft]),
            "kpis_missing": len(missing), "weight": weight,
            "weight_measured": float(sum(
                weight for weight, point in zip(card["weight"], points, strict=True)
                if point is not None
            )),
            "qualitative_kpis": soft.count(True),
            "qualitative_weight": float(sum(card.filter("is_qualitative")["weight"])),
            "quantitative_weight": float(sum(card.filter(~pl.col("is_qualitative"))["weight"])),
            "first_missing_kpi_code": missing[0][0] if missing else "none",
            "first_missing_reason": missing[0][1] if missing else "none",
        })  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)


def _of(points: list[float | None], wanted: list[bool]) -> float | None:
    chosen = [point for point, mine in zip(points, wanted, strict=True) if mine]
    return None if not chosen or None in chosen else sum(p for p in chosen if p is not None)
