"""Why a target has no actual: what is missing, for how many days."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from sandbox.answers.targets import Actuals, Slice, Sums

NONE = "none"
ADS, SHOP = "advertising", "shop"
NEEDS: Mapping[str, tuple[str, ...]] = {
    "K-ADS-01": (ADS,), "K-ADS-02": (ADS,), "K-NEW-01": (SHOP,), "K-REV-01": (SHOP,),
    "K-CAC-01": (ADS, SHOP), "K-CAC-02": (ADS, SHOP), "K-ROI-01": (ADS, SHOP),
}  # fmt: skip
OF_PEOPLE = ("K-CAC-01",)
UNTOLD = ("K-BRD-01",)
SUMMED = ("K-ADS-01", "K-NEW-01", "K-REV-01", "K-LED-01", "K-EVT-03")


def of_target(actuals: "Actuals", row: dict[str, Any], part: "Slice", sums: "Sums") -> str:
    """The first thing that is missing, `none` when nothing is; `sums` are those of its slice."""
    code = row["kpi_code"]
    if code in UNTOLD:
        return "no source tells it"
    if part.last < part.first:
        return "the period has not begun"
    unseen = (min(part.last, before(actuals.world.first_day)) - part.first).days + 1
    if NEEDS.get(code) and unseen > 0:
        lived = (part.last - part.first).days + 1
        return f"{NEEDS[code][0]}: {unseen} of {lived} days are missing"
    if code in OF_PEOPLE and not _booked(actuals, part):
        return "people cost: the last month is not booked"
    begins = actuals.begins(code)
    if code not in NEEDS and part.first < begins:
        return f"data begin {begins}"
    if sums is None or code in SUMMED:
        return NONE
    if sums[1] == 0:
        return "nothing to divide by"
    return "nothing was spent or booked" if row["direction"] == "less" and not sums[0] else NONE


def before(day: date) -> date:
    """The day before."""
    return date.fromordinal(day.toordinal() - 1)


def _booked(actuals: "Actuals", part: "Slice") -> bool:
    """Whether every month of the slice has its people cost."""
    paid = actuals.world.payroll["month"].unique().to_list()
    first, last = part.first.replace(day=1), part.last.replace(day=1)
    return {month for month in pl.date_range(first, last, "1mo", eager=True)} <= set(paid)
