"""Small groups of people joined, so that nobody's pay can be read or worked out by subtraction."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from connectors.core.readers import refuse
from connectors.core.totals import amount

SMALLEST = 3
COUNTS = ("headcount_end", "headcount_avg", "headcount_plan", "fte", "hired", "left")
PARTS = (
    *("gross_pay", "bonus", "bonus_accrual", "employer_social", "housing_fund"),
    *("welfare", "outsourced"),
)
MONEY = (*PARTS, "total_cost")
WHOLE_TEAM, WHOLE_DEPARTMENT = "全组", "全部门"

Row = Mapping[str, str]


def rolled_up(rows: Sequence[Row], place: str) -> Iterator[Row]:
    """The rows by position, small groups joined.

    A team with a position of fewer than three people is one row; a team of fewer than three is
    joined with the smallest teams of its department.
    """
    for department in _grouped(rows, ("month", "department")):
        teams = [_team(team) for team in _grouped(department, ("team",))]
        small = [team for team in teams if _people(team) < SMALLEST]
        large = sorted((team for team in teams if team not in small), key=_people)
        while small and _people([row for team in small for row in team]) < SMALLEST:
            if not large:
                what = f"line {rows[0]['_row']}: a department has fewer than {SMALLEST} people"
                raise refuse(place, what, "report it together with another department")
            small.append(large.pop(0))
        if small:
            yield _joined(
                [row for team in small for row in team], WHOLE_DEPARTMENT, WHOLE_DEPARTMENT
            )
        for team in large:
            yield from team


def _team(rows: list[Row]) -> list[Row]:
    """A team by position, or as one row: a single position left out could be worked out."""
    if all(_people([row]) >= SMALLEST for row in rows):
        return rows
    return [_joined(rows, rows[0].get("team", ""), WHOLE_TEAM)]


def _people(rows: Sequence[Row]) -> Decimal:
    return sum((amount(row["headcount_end"]) or Decimal(0) for row in rows), Decimal(0))


def _joined(rows: Sequence[Row], team: str, position: str) -> Row:
    """The sums of some rows under one name; the single rows are gone."""
    sums = {
        name: format(sum((amount(row[name]) or Decimal(0) for row in rows), Decimal(0)), "f")
        for name in (*COUNTS, *MONEY)
        if name in rows[0]
    }
    kept = {name: rows[0][name] for name in ("month", "department")}
    kept |= {name: text for name, text in rows[0].items() if name.startswith("_")}
    places = ",".join(sorted((row["_row"] for row in rows), key=int))
    return kept | {
        "team": team,
        "position": position,
        **sums,
        "_row": places,
        "_joined": str(len(rows)),
    }


def _grouped(rows: Sequence[Row], names: tuple[str, ...]) -> list[list[Row]]:
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row.get(name, "") for name in names), []).append(row)
    return list(groups.values())
