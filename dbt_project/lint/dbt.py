"""What sqlfluff sees of dbt's own macros; dbt itself never reads this."""


def date_trunc(part: str, moment: str) -> str:
    return f"date_trunc('{part}', {moment})"


def dateadd(part: str, count: object, moment: str) -> str:
    return f"date_add({moment}, {count})"


def datediff(earlier: str, later: str, part: str) -> str:
    return f"date_diff('{part}', {earlier}, {later})"


def safe_cast(value: str, kind: str) -> str:
    return f"try_cast({value} as {kind})"


def date_spine(datepart: str, start_date: str, end_date: str) -> str:
    return f"select {start_date} as date_day"


def generate_series(upper: int) -> str:
    return f"select {upper} as generated_number"
