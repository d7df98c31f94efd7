"""sources.toml, strictly: which connectors are on, their accounts, base URLs; never a secret."""

import difflib
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from connectors.core import Connector, Folder

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
TOP_KEYS = ("reporting_currency", "zone", "first_day")
CLAIM = re.compile(r"\S+:[^\s:]+")
ACCOUNT_ID = re.compile(r"[^\s/\\\x00-\x1f\x7f]{1,80}")


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the configuration: where, which key, what, and what is allowed."""

    where: str
    key: str
    what: str
    allowed: str

    def __str__(self) -> str:
        return f"{self.where}: {self.key}: {self.what}. Allowed: {self.allowed}".removeprefix(": ")


class SettingsError(Exception):
    """The configuration is refused; lists everything that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, problems)))


@dataclass(frozen=True)
class Account:
    """One account, shop, channel or portal of a connector, in its own time zone.

    `primary_claim` is what an ad account counts as its conversion, `action:window`.
    """

    id: str
    zone: str
    name: str = ""
    brand: str = ""
    region: str = ""
    currency: str = ""
    primary_claim: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """One connector's section: is it on, where does it live, which accounts."""

    name: str
    on: bool = False
    urls: Mapping[str, str] = field(default_factory=dict)
    accounts: tuple[Account, ...] = ()
    first_day: date | None = None

    def account(self, account_id: str) -> Account:
        """The account of this id."""
        return next(account for account in self.accounts if account.id == account_id)


@dataclass(frozen=True)
class Sources:
    """The whole file."""

    sources: Mapping[str, Source]
    zone: str = "Asia/Shanghai"
    reporting_currency: str = "CNY"
    first_day: date | None = None


Known = Mapping[str, Connector | Folder]
TYPE_NAMES: dict[type, str] = {
    bool: "true or false",
    str: "text in quotes",
    dict: "a table",
    list: "a list",
    date: "a day such as 2026-11-13, without quotes",
}


class Reader:
    """Collects every problem of one file, each with its line."""

    def __init__(self, file: Path, text: str) -> None:
        self.file = file
        self.lines = text.splitlines()
        self.problems: list[Problem] = []

    def refuse(self, path: tuple[str | int, ...], what: str, allowed: str) -> None:
        """Note a problem at a path such as ("meta_ads", "accounts", 1, "zone")."""
        where = f"{self.file} line {self.line_of(path)}"
        self.problems.append(Problem(where, dotted(path), what, allowed))

    def line_of(self, path: tuple[str | int, ...]) -> int:
        """The line a path stands on: its table first, then the key below it."""
        names = [part for part in path if isinstance(part, str)]
        nth = next((part for part in path if isinstance(part, int)), None)
        start, seen = 0, -1
        header = re.compile(rf"\s*\[+\s*{re.escape(names[0])}\s*(\.\s*accounts\s*)?\]+")
        for number, line in enumerate(self.lines):
            if match := header.match(line):
                seen += bool(match[1])
                if nth is None or (match[1] and seen == nth):
                    start = number
                    break
        key = re.compile(rf"\s*(\[+.*)?['\"]?{re.escape(names[-1])}['\"]?(\s*[=.\]]|\s*$)")
        for number in range(start, len(self.lines)):
            if key.match(self.lines[number]) or f".{names[-1]}" in self.lines[number]:
                return number + 1
        return start + 1

    def known_keys(self, table: dict[str, Any], path: tuple, allowed: tuple[str, ...]) -> None:
        """Refuse every key that is not allowed, with the nearest one that is."""
        for key in table:
            if key not in allowed:
                near = difflib.get_close_matches(key, allowed, n=1)
                hint = f" (did you mean {near[0]}?)" if near else ""
                self.refuse((*path, key), f"unknown key{hint}", ", ".join(allowed) or "none here")

    def value(self, table: dict[str, Any], path: tuple, kind: type, default: Any) -> Any:
        """The value at the path's last key if it is of that kind, else the default, noted."""
        found = table.get(path[-1], default)
        exact = type(found) is kind if kind in (bool, date) else isinstance(found, kind)
        if path[-1] in table and not exact:
            shown = "a time" if isinstance(found, datetime) else type(found).__name__
            self.refuse(path, f"is {shown}", TYPE_NAMES[kind])
            return default
        return found


def dotted(path: tuple[str | int, ...]) -> str:
    """meta_ads.accounts[2].zone, counted from 1 as people count."""
    parts = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path]
    return "".join(parts).lstrip(".")


def read_sources(file: Path, known: Known) -> Sources:
    """The file's sources, or one SettingsError that lists everything wrong in it."""
    text = read_text(file)
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        allowed = "TOML 1.0, each table and key once"
        raise SettingsError([Problem(str(file), "syntax", str(error), allowed)]) from None
    reader = Reader(file, text)
    reader.known_keys(tables, (), (*TOP_KEYS, *known))
    zone = reader.value(tables, ("zone",), str, "Asia/Shanghai")
    check_zone(reader, ("zone",), zone)
    currency = reader.value(tables, ("reporting_currency",), str, "CNY")
    check_currency(reader, ("reporting_currency",), currency)
    first_day = reader.value(tables, ("first_day",), date, None)
    sources = {
        name: read_source(reader, name, tables[name], fact)
        for name, fact in known.items()
        if name in tables
    }
    if reader.problems:
        raise SettingsError(reader.problems)
    return Sources(sources, zone, currency, first_day)


def read_text(file: Path) -> str:
    """The file as UTF-8 text."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        what = f"byte {error.start} is not UTF-8"
        raise SettingsError([Problem(str(file), "encoding", what, "UTF-8")]) from None
    except OSError as error:
        what = error.strerror or "cannot be read"
        allowed = "a readable file, named by MARKETING_SOURCES or sources.toml"
        raise SettingsError([Problem(str(file), "file", what, allowed)]) from None


def read_source(reader: Reader, name: str, table: Any, known: Connector | Folder) -> Source:
    """One connector's section; a folder is on or off, and may name the accounts of its files."""
    if not isinstance(table, dict):
        reader.refuse((name,), f"is {type(table).__name__}", f"a table: [{name}]")
        return Source(name)
    if isinstance(known, Folder):
        accounts = ("accounts",) if known.has_accounts else ()
        reader.known_keys(table, (name,), ("on", *accounts))
        return Source(
            name,
            on=reader.value(table, (name, "on"), bool, False),
            accounts=tuple(read_accounts(reader, table, known)) if accounts else (),
        )
    reader.known_keys(table, (name,), ("on", "urls", "accounts", "first_day"))
    source = Source(
        name,
        on=reader.value(table, (name, "on"), bool, False),
        urls=read_urls(reader, name, reader.value(table, (name, "urls"), dict, {}), known),
        accounts=tuple(read_accounts(reader, table, known)),
        first_day=reader.value(table, (name, "first_day"), date, None),
    )
    if source.on and not source.accounts and not reader.problems:
        reader.refuse((name,), "is on without an account", f"at least one [[{name}.accounts]]")
    return source


def read_urls(reader: Reader, name: str, table: dict[str, Any], known: Connector) -> dict[str, str]:
    """Base-URL overrides: known names, and never a secret in the clear to another machine."""
    reader.known_keys(table, (name, "urls"), tuple(known.urls))
    urls = {}
    for key in table:
        path = (name, "urls", key)
        url = reader.value(table, path, str, "")
        parts = urlsplit(url)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        if url and (not is_safe or not parts.hostname or parts.username or parts.query):
            allowed = "https://host/path, or http:// on this machine; no user, no query"
            reader.refuse(path, "is not an address to send secrets to", allowed)
        urls[key] = url.rstrip("/")
    return urls


def read_accounts(
    reader: Reader, table: dict[str, Any], known: Connector | Folder
) -> Iterator[Account]:
    """The accounts of one connector, each id once."""
    name = known.name
    seen: dict[str, int] = {}
    for nth, entry in enumerate(reader.value(table, (name, "accounts"), list, [])):
        path = (name, "accounts", nth)
        if not isinstance(entry, dict):
            reader.refuse(path, f"is {type(entry).__name__}", f"a table: [[{name}.accounts]]")
            continue
        chosen = ("grant",) if isinstance(known, Connector) and known.grants else ()
        account = read_account(reader, path, entry, (*known.options, *chosen))
        if isinstance(known, Connector) and not known.secrets_of(account.options):
            allowed = ", ".join(known.grants)
            reader.refuse((*path, "options", "grant"), "is not a grant we know", allowed)
        plain = account.id.replace("-", "").lower()
        if plain and plain in seen:
            what = f"{account.id!r} is the same account as entry {seen[plain] + 1}"
            reader.refuse((*path, "id"), what, "each account once")
        seen.setdefault(plain, nth)
        yield account


def read_account(
    reader: Reader, path: tuple, entry: dict[str, Any], known_options: tuple[str, ...]
) -> Account:
    """One account: its id and zone are needed, the rest describes it."""
    texts = ("id", "zone", "name", "brand", "region", "currency", "primary_claim")
    reader.known_keys(entry, path, (*texts, "options"))
    values = {key: reader.value(entry, (*path, key), str, "") for key in texts}
    for key in ("id", "zone"):
        if key not in entry:
            reader.refuse((*path, key), "missing", TYPE_NAMES[str])
    if values["id"] and not ACCOUNT_ID.fullmatch(values["id"]):
        allowed = "1 to 80 characters without blanks, slashes or control characters"
        reader.refuse((*path, "id"), "is not an account id", allowed)
    checks: dict[str, Callable[[Reader, tuple, str], None]] = {
        "zone": check_zone,
        "currency": check_currency,
        "primary_claim": check_claim,
    }
    for key, check in checks.items():
        if values[key]:
            check(reader, (*path, key), values[key])
    options = reader.value(entry, (*path, "options"), dict, {})
    reader.known_keys(options, (*path, "options"), known_options)
    text_of = partial(reader.value, options, kind=str, default="")
    return Account(**values, options={key: text_of((*path, "options", key)) for key in options})


def check_zone(reader: Reader, path: tuple, zone: str) -> None:
    """An IANA name that this machine knows."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        reader.refuse(path, f"{zone!r} is no time zone", "an IANA name such as Asia/Shanghai")


def check_claim(reader: Reader, path: tuple, claim: str) -> None:
    """What a platform counts and by which window or clock, as the claims' mart writes them."""
    if not CLAIM.fullmatch(claim):
        reader.refuse(
            path, f"{claim!r} is no claim", "action:window, such as form_count:by_callback"
        )


def check_currency(reader: Reader, path: tuple, currency: str) -> None:
    """Three capital letters."""
    if not re.fullmatch("[A-Z]{3}", currency):
        reader.refuse(path, f"{currency!r} is no currency", "an ISO 4217 code such as CNY")
