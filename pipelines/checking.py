"""Is everything there that a run needs? Said in words, per connector and account.

Writes nothing, but for one thing: a refresh token that a platform replaced must be kept, or it is
lost.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from connectors import CONNECTORS
from connectors.core import Connector, PullError
from connectors.core.api import engine_at
from connectors.core.pull import probe
from pipelines import inbox
from pipelines.settings import Settings, check_secrets
from pipelines.sources import Account

WARNING_DAYS = 60
SHORT_CONSENT, SHORT_WARNING_DAYS = 60, 3  # one of 30 days would else be warned of all its life
QUESTIONS: Mapping[str, str] = {
    "freshness": """
        select connector, feed, count(distinct account_id) as accounts,
            max(day) filter (where state = 'complete') as complete_to,
            count(*) filter (where state = 'missing') as missing_days,
            count(*) filter (where state = 'provisional') as provisional_days,
            max(pulled_at) as last_pull
        from ops.coverage group by all order by all""",
    "missing": """
        select connector, feed, account_id, min(day) as first_day, max(day) as last_day, reason
        from ops.coverage where state = 'missing' group by all order by all""",
    "quarantine": """
        select stream, reason, count(*) as rows, max(loaded_at) as last_load
        from quarantine.rows group by all order by rows desc, stream, reason""",
    "new fields": "select stream, field, first_seen_at from ops.drift order by all",
}


@dataclass(frozen=True)
class Finding:
    """What is known of one account without loading it."""

    connector: str
    account: str
    state: str
    what: str = ""
    consent_ends: date | None = None

    @property
    def is_fine(self) -> bool:
        """Nobody needs to act today."""
        return self.state in ("ready", "off", "ends soon", "end unknown")


def check(settings: Settings, name: str) -> Iterator[Finding]:
    """One connector: switched on, secrets there, accounts readable."""
    source, connector = settings.sources[name], CONNECTORS[name]
    if not source.on:
        yield Finding(name, "", "off")
    elif isinstance(connector, Connector):
        yield from ending(connector, settings.today)
        for account in source.accounts:
            found = check_account(settings, connector, account.id)
            yield from consent_ending(connector, account, settings.today, found.consent_ends)
            yield found
    else:
        root = settings.data_dir / "inbox"
        files = len(inbox.files(connector, root))
        strange = inbox.unknown(connector, root)
        state = "unknown files" if strange else "ready"
        yield Finding(name, "", state, ", ".join(strange) or f"{files} files in {root / name}")


def ending(connector: Connector, today: date) -> Iterator[Finding]:
    """What to do about an API version that ends soon, or has ended."""
    if connector.sunset is None or (left := (connector.sunset - today).days) > WARNING_DAYS:
        return
    version = f"version {connector.api_version} of the API"
    step = "move the connector to a newer one and compare the fields"
    yield Finding(connector.name, "", *_end(version, connector.sunset, left, step))


def consent_ending(
    connector: Connector, account: Account, today: date, told: date | None = None
) -> Iterator[Finding]:
    """What to do about a consent that ends soon or has ended, or whose day nobody noted.

    What the platform has `told` counts before what somebody noted.
    """
    if connector.consent_days is None and told is None:
        return
    noted = account.options.get("consented_on", "")
    lasts = account.options.get("consent_days") or str(connector.consent_days)
    try:
        by_hand = date.fromisoformat(noted) + timedelta(days=int(lasts)) if noted else None
    except ValueError:
        what = f"options.consented_on is {noted!r}, consent_days {lasts!r}"
        step = "write a day such as 2026-11-13, and a number of days"
        yield Finding(connector.name, account.id, "wrong option", f"{what}: {step}")
        return
    if (end := told or by_hand) is None:
        step = "write the day of the last login as options.consented_on to be warned"
        what = f"the consent holds {lasts} days and nobody noted since when: {step}"
        yield Finding(connector.name, account.id, "end unknown", what)
        return
    is_short = lasts.isdigit() and int(lasts) <= SHORT_CONSENT
    ahead = SHORT_WARNING_DAYS if is_short else WARNING_DAYS
    if (left := (end - today).days) <= ahead:
        step = "log in again and store the new token"
        step += "" if told else ", write the day as options.consented_on"
        yield Finding(connector.name, account.id, *_end("the consent", end, left, step))


def _end(what: str, end: date, left: int, step: str) -> tuple[str, str]:
    """The state of something that ends, and in words when, and what to do."""
    if left < 0:
        return "ended", f"{what} ended on {end}: {step}"
    when = f"{end}, in {left} days" if left else f"{end}, today"
    return "ends soon", f"{what} ends on {when}: {step}"


def check_account(settings: Settings, connector: Connector, account_id: str) -> Finding:
    """Secrets first; with them, the first page of the connector's probe feed."""
    source = settings.sources[connector.name]
    account = source.account(account_id)
    secrets = settings.secrets[connector.name, account_id]
    missing = list(check_secrets(connector, account_id, secrets, account.options))
    if missing:
        words = "; ".join(f"{one.key} {one.what}: {one.allowed}" for one in missing)
        return Finding(connector.name, account_id, "secret missing", words)
    day = settings.today_in(account.zone) - timedelta(days=1)
    try:
        consent_ends = probe(
            connector,
            account_id,
            secrets,
            day=day,
            urls=source.urls,
            options=account.options,
            engine=engine_at(settings.data_dir / "state" / "tokens"),
        )
    except PullError as error:
        return Finding(connector.name, account_id, type(error).__name__, str(error))
    return Finding(connector.name, account_id, "ready", consent_ends=consent_ends)
