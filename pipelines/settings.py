"""Environment and sources.toml, read once into one frozen `Settings`, by cli and resources only.

Everything wrong is found before any request or write, and named: file, line, key, what is allowed.
What a connector is (its url names, its secrets) comes in as an argument: none is named here.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from connectors.core import Connector
from pipelines.sources import Account, Known, Problem, SettingsError, Source, read_sources

__all__ = ["Account", "Known", "Problem", "Settings", "SettingsError", "Source", "load_settings"]

ROOT = Path(__file__).resolve().parents[1]
HASH_KEY = "MARKETING_HASH_KEY"
SHORTEST_HASH_KEY = 16
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Settings:
    """All that a run is told from outside. Its repr shows no secret."""

    data_dir: Path
    sources: Mapping[str, Source]
    today: date
    now: datetime | None = None
    zone: str = "Asia/Shanghai"
    reporting_currency: str = "CNY"
    first_day: date | None = None
    hash_key: str = field(default="", repr=False)
    secrets: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict, repr=False)
    sources_file: Path = ROOT / "sources.toml"

    @property
    def on(self) -> dict[str, Source]:
        """The sources that are switched on, in the order of the file."""
        return {name: source for name, source in self.sources.items() if source.on}

    @property
    def yesterday(self) -> date:
        """The last whole day in the business zone."""
        return self.today - timedelta(days=1)

    def today_in(self, zone: str) -> date:
        """The day it is in a zone; with MARKETING_TODAY it is that day everywhere."""
        return self.now.astimezone(ZoneInfo(zone)).date() if self.now else self.today

    def secret_values(self) -> set[str]:
        """Every secret of this run, for those who must never write one."""
        values = {value for group in self.secrets.values() for value in group.values()}
        return values | ({self.hash_key} if self.hash_key else set())


def load_settings(
    known: Known,
    environ: Mapping[str, str],
    *,
    need_secrets: bool = True,
    now: datetime | None = None,
) -> Settings:
    """Settings from the environment, or one SettingsError that lists everything that is wrong."""
    problems: list[Problem] = []
    file = Path(environ.get("MARKETING_SOURCES") or ROOT / "sources.toml")
    parsed = read_sources(file, known)
    zone = ZoneInfo(parsed.zone)
    now = now or datetime.now(zone)
    pretended = read_today(environ, problems)
    today = pretended or now.astimezone(zone).date()
    if parsed.first_day and parsed.first_day >= today:
        allowed = f"a day before today, {today}"
        problems.append(Problem(str(file), "first_day", f"{parsed.first_day} is not over", allowed))
    secrets, missing = gather_secrets(parsed.sources, known, environ)
    if need_secrets:
        problems += missing
    if problems:
        raise SettingsError(problems)
    return Settings(
        data_dir=Path(environ.get("MARKETING_HOME") or "data").absolute(),
        sources=parsed.sources,
        today=today,
        now=None if pretended else now,
        zone=parsed.zone,
        reporting_currency=parsed.reporting_currency,
        first_day=parsed.first_day,
        hash_key=environ.get(HASH_KEY, ""),
        secrets=secrets,
        sources_file=file,
    )


def read_today(environ: Mapping[str, str], problems: list[Problem]) -> date | None:
    """The day the demo and the tests pretend to live on; None means the clock."""
    text = environ.get("MARKETING_TODAY")
    if not text:
        return None
    try:
        return read_day("MARKETING_TODAY", text)
    except SettingsError as error:
        problems += error.problems
        return None


def read_day(key: str, text: str) -> date:
    """A day written YYYY-MM-DD, as options and variables give it."""
    allowed = "a day such as 2026-11-13"
    if not ISO_DAY.fullmatch(text):
        raise SettingsError([Problem("", key, f"{text!r} is not a day", allowed)])
    try:
        return date.fromisoformat(text)
    except ValueError:
        problem = Problem("", key, f"{text!r} is not in the calendar", allowed)
        raise SettingsError([problem]) from None


def read_range(
    first: str | None, last: str | None, yesterday: date
) -> tuple[date | None, date | None]:
    """The two ends of a range as options give them: in order, whole, and not in the future."""
    start = read_day("--from", first) if first else None
    end = read_day("--to", last) if last else None
    problems = []
    if end and end > yesterday:
        problems.append(Problem("", "--to", f"{end} is not over", f"at latest {yesterday}"))
    if start and start > (end or yesterday):
        what = f"{start} comes after {end or yesterday}"
        problems.append(Problem("", "--from", what, "a day on or before the last one"))
    if end and not start:
        problems.append(Problem("", "--from", "missing", "a first day whenever --to is given"))
    if problems:
        raise SettingsError(problems)
    return start, end


def gather_secrets(
    sources: Mapping[str, Source], known: Known, environ: Mapping[str, str]
) -> tuple[dict[tuple[str, str], dict[str, str]], list[Problem]]:
    """Secrets per connector and account that is on, and a problem for each one missing."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    problems: list[Problem] = []
    on = [source for source in sources.values() if source.on]
    for source in on:
        connector = known[source.name]
        if not isinstance(connector, Connector):
            continue
        for account in source.accounts:
            wanted = connector.secrets_of(account.options)
            values = connector.secrets_from(environ, account.id)
            values = {secret: value for secret, value in values.items() if secret in wanted}
            problems += check_secrets(connector, account.id, values, account.options)
            found[source.name, account.id] = values
    key = environ.get(HASH_KEY, "")
    if on and len(key) < SHORTEST_HASH_KEY:
        what = "missing" if not key else "too short"
        allowed = f"at least {SHORTEST_HASH_KEY} characters; person identifiers are hashed with it"
        problems.append(Problem("environment", HASH_KEY, what, allowed))
    return found, list(dict.fromkeys(problems))


def check_secrets(
    connector: Connector, account: str, values: Mapping[str, str], options: Mapping[str, str]
) -> Iterable[Problem]:
    """Each secret of the grant must be there and be plausible; its value is never repeated."""
    own, common = connector.secret_names(account), connector.secret_names()
    for secret in connector.secrets_of(options):
        value, name = values.get(secret, ""), common[secret]
        if not value and secret in connector.may_lack:
            continue
        if not value:
            allowed = f"set it (or {own[secret]} for one account), or switch {connector.name} off"
            yield Problem("environment", name, "missing", allowed)
        elif value != value.strip() or not value.isprintable():
            what = "has blanks around it or unprintable characters"
            yield Problem("environment", name, what, "the secret alone, on one line")
