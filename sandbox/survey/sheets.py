"""What every survey tool's dialect needs of the story: its surveys, and who answered by a day."""

from datetime import date
from typing import Any

import polars as pl

from sandbox.story.polls import BRANDS_ASKED, REASONS_ASKED
from sandbox.telling import Prepared, by, closing, grouped, moment, records

Row = dict[str, Any]
SATISFIED = {
    "en": [
        *("Very dissatisfied", "Dissatisfied", "Neither", "Satisfied", "Very satisfied"),
    ],
    "zh": ["非常不满意", "不满意", "一般", "满意", "非常满意"],
}
BRANDS, REASONS = BRANDS_ASKED, REASONS_ASKED


class Tool:
    """The surveys of one tool and their sheets, in the order they were sent."""

    def __init__(self, world: Any, platform: str) -> None:
        mine = pl.col("platform") == platform
        self.surveys: dict[str, Row] = by(world.poll_forms.filter(mine), "survey_id")
        self.sheets = grouped(records(world.poll_sheets.filter(mine)), "survey_id")
        self.prepared = Prepared()

    def sent(self, survey: str, today: date) -> list[Row]:
        """The sheets of a survey that had been sent when `today` began."""
        end = closing(today)
        return [row for row in self.sheets.get(survey, []) if _sent_at(row) < end]


def _sent_at(row: Row) -> Any:
    return moment(row["submitted_at"])
