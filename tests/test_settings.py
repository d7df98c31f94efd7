"""Configuration mistakes are refused before any request or write, each named."""

import re
from datetime import date
from pathlib import Path

import pytest

from connectors import CONNECTORS
from connectors.core import Connector, Folder, by_name
from pipelines.settings import Settings, SettingsError, check_secrets, load_settings, read_range
from pipelines.sources import Source, read_sources

ROOT = Path(__file__).resolve().parents[1]
FOLDERS_WITH_EXAMPLES = (
    "seller_backend_exports",
    *("wechat_channels", "wechat_official_account_exports", "fxiaoke_exports"),
    "xiaoshouyi_exports",
)


def platform(name: str, *secrets: str) -> Connector:
    return Connector(
        name,
        urls={"api": "https://api.example.org"},
        secrets=secrets,
        auth=lambda found: None,
        calls_per_second=1,
        api_version="1",
        sunset=None,
        probe="accounts",
        options=("level",),
    )


KNOWN = by_name(
    platform("meta_ads", "access_token"),
    platform("ocean_engine", "app_id", "secret"),
    Folder("payroll"),
)
GOOD = """\
zone = "Asia/Shanghai"
reporting_currency = "CNY"
first_day = 2026-08-16

[meta_ads]
on = true
urls.api = "http://127.0.0.1:8900/meta_ads/api"

[[meta_ads.accounts]]
id = "5550001"
zone = "America/Los_Angeles"
currency = "USD"

[[meta_ads.accounts]]
id = "5550002"
zone = "Europe/Berlin"
options.level = "ad"

[payroll]
on = true
"""
ENVIRONMENT = {
    "META_ADS_ACCESS_TOKEN": "token-5550",
    "MARKETING_HASH_KEY": "a-key-of-more-than-16",
    "MARKETING_TODAY": "2026-11-14",
}


def load(folder: Path, text: str | bytes, **changes: str) -> Settings:
    file = folder / "sources.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    environ = {**ENVIRONMENT, "MARKETING_SOURCES": str(file), "MARKETING_HOME": str(folder / "d")}
    return load_settings(KNOWN, {**environ, **changes})


def test_a_good_file_is_read_whole(tmp_path):
    settings = load(tmp_path, GOOD)
    assert list(settings.on) == ["meta_ads", "payroll"]
    assert settings.today == date(2026, 11, 14)
    assert settings.first_day == date(2026, 8, 16)
    assert settings.sources["meta_ads"].account("5550002").options == {"level": "ad"}
    assert settings.secrets["meta_ads", "5550001"] == {"access_token": "token-5550"}


def test_an_account_may_have_a_secret_of_its_own(tmp_path):
    settings = load(tmp_path, GOOD, META_ADS_ACCESS_TOKEN__5550002="token-of-one")
    assert settings.secrets["meta_ads", "5550002"] == {"access_token": "token-of-one"}
    assert settings.secrets["meta_ads", "5550001"] == {"access_token": "token-5550"}


def test_settings_show_no_secret(tmp_path):
    settings = load(tmp_path, GOOD)
    assert settings.secret_values() == {"token-5550", "a-key-of-more-than-16"}
    assert not [value for value in settings.secret_values() if value in repr(settings)]


def swap(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


# What was changed, the file, then what the message must name: place, key, and what is allowed.
MUTATED = {
    "unknown key at the top": (swap("zone =", "zon ="), ["line 1", "zon:", "zone"]),
    "unknown connector": (swap("[payroll]", "[pay_roll]"), ["line 19", "pay_roll", "payroll"]),
    "unknown key of a connector": (
        swap("on = true", "enabled = true"),
        ["line 6", "enabled", "on"],
    ),
    "near miss is suggested": (swap("urls.api", "url.api"), ["line 7", "did you mean urls?"]),
    "unknown key of an account": (
        swap('currency = "USD"', 'curency = "USD"'),
        ["line 12", "accounts[1].curency"],
    ),
    "unknown url name": (swap("urls.api", "urls.token"), ["line 7", "urls.token", "api"]),
    "a folder has no accounts": (GOOD + "accounts = []\n", ["line 21", "payroll.accounts", "on"]),
    "on as text": (swap("on = true", 'on = "yes"'), ["line 6", "meta_ads.on", "true or false"]),
    "on as a number": (swap("on = true", "on = 1"), ["line 6", "true or false"]),
    "id as a number": (
        swap('"5550001"', "5550001"),
        ["line 10", "accounts[1].id", "text in quotes"],
    ),
    "accounts as text": ('[meta_ads]\non = true\naccounts = "5550001"\n', ["line 3", "a list"]),
    "an account as text": ('[meta_ads]\naccounts = ["5550001"]\n', ["accounts[1]", "a table"]),
    "a connector as text": ('meta_ads = "on"\n', ["line 1", "[meta_ads]"]),
    "first_day as text": (swap("2026-08-16", '"2026-08-16"'), ["line 3", "without quotes"]),
    "first_day as a time": (swap("2026-08-16", "2026-08-16T00:00:00Z"), ["line 3", "a time"]),
    "first_day in the future": (swap("2026-08-16", "2027-08-16"), ["first_day", "2026-11-14"]),
    "unknown option": (
        swap("options.level", "options.leval"),
        ["line 17", "options.leval", "level"],
    ),
    "an option as a number": (swap('"ad"', "3"), ["line 17", "options.level", "text in quotes"]),
    "account without id": (swap('id = "5550001"', ""), ["accounts[1].id", "missing"]),
    "account without zone": (swap('zone = "Europe/Berlin"', ""), ["accounts[2].zone", "missing"]),
    "the same account twice": (swap('"5550002"', '"5550001"'), ["line 15", "entry 1", "once"]),
    "the same account with dashes": (swap('"5550002"', '"555-0001"'), ["line 15", "entry 1"]),
    "an id that is a path": (swap('"5550001"', '"../../etc"'), ["line 10", "slashes"]),
    "an id with a line end": (swap('"5550001"', '"555\\n"'), ["line 10", "control characters"]),
    "unknown time zone": (swap("Europe/Berlin", "Europe/Berlim"), ["line 16", "Asia/Shanghai"]),
    "zone that is a path": (swap("Europe/Berlin", "../Berlin"), ["line 16", "IANA"]),
    "unknown currency": (swap('"USD"', '"dollar"'), ["line 12", "ISO 4217"]),
    "a claim without a window": (
        swap('currency = "USD"', 'primary_claim = "form_count"'),
        ["line 12", "primary_claim", "form_count:by_callback"],
    ),
    "http to another machine": (swap("127.0.0.1:8900", "example.org"), ["line 7", "https://"]),
    "no address at all": (swap("http://127.0.0.1:8900", "file://"), ["line 7", "https://"]),
    "an address with a password": (swap("http://", "https://me:pw@"), ["line 7", "no user"]),
    "on without accounts": ("[ocean_engine]\non = true\n", ["line 1", "[[ocean_engine.accounts]]"]),
    "the same connector twice": (GOOD + "[meta_ads]\non = true\n", ["syntax", "line 21"]),
    "the same key twice": (swap("on = true", "on = true\non = false"), ["syntax", "line 7"]),
    "a tab inside a name": (swap("on = true", "o\tn = true"), ["syntax", "line 6"]),
    "yaml instead of toml": ("meta_ads:\n\ton: true\n", ["syntax", "line 1"]),
    "an unclosed text": (swap('"USD"', '"USD'), ["syntax", "line 12"]),
    "not UTF-8": (swap("USD", "US\u00e9").encode("latin-1"), ["encoding", "UTF-8"]),
}


@pytest.mark.parametrize("name", MUTATED)
def test_a_mutated_file_is_refused_and_named(tmp_path, name):
    text, named = MUTATED[name]
    with pytest.raises(SettingsError) as refused:
        load(tmp_path, text)
    message = str(refused.value)
    assert "Allowed: " in message
    assert [part for part in (*named, "sources.toml") if part not in message] == []
    assert not (tmp_path / "d").exists()


ENVIRONMENTS = {
    "missing secret": ({"META_ADS_ACCESS_TOKEN": ""}, ["META_ADS_ACCESS_TOKEN: missing"]),
    "secret with a line end": (
        {"META_ADS_ACCESS_TOKEN": "token-5550\n"},
        ["META_ADS_ACCESS_TOKEN"],
    ),
    "missing hash key": ({"MARKETING_HASH_KEY": ""}, ["MARKETING_HASH_KEY: missing", "16"]),
    "short hash key": ({"MARKETING_HASH_KEY": "short"}, ["MARKETING_HASH_KEY: too short", "16"]),
    "today is no day": ({"MARKETING_TODAY": "14.11.2026"}, ["MARKETING_TODAY", "2026-11-13"]),
    "today is not in the calendar": ({"MARKETING_TODAY": "2026-02-30"}, ["not in the calendar"]),
    "no such file": ({"MARKETING_SOURCES": "/nowhere/sources.toml"}, ["/nowhere/sources.toml"]),
}


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_a_mutated_environment_is_refused_without_repeating_a_secret(tmp_path, name):
    changes, named = ENVIRONMENTS[name]
    with pytest.raises(SettingsError) as refused:
        load(tmp_path, GOOD, **changes)
    message = str(refused.value)
    assert [part for part in (*named, "Allowed: ") if part not in message] == []
    assert "token-5550" not in message


def test_everything_wrong_is_said_at_once(tmp_path):
    text = swap("on = true", "on = 1").replace("Europe/Berlin", "Berlin")
    with pytest.raises(SettingsError) as refused:
        load(tmp_path, text)
    assert len(refused.value.problems) == 2


@pytest.mark.parametrize(
    ("first", "last", "key"),
    [
        ("2026-11-10", "2026-11-09", "--from"),
        ("2026-11-10", "2026-11-14", "--to"),
        ("2026-11-14", None, "--from"),
        (None, "2026-11-10", "--to"),
        ("10.11.2026", None, "--from"),
        ("20261110", None, "--from"),
        ("2026-11-31", None, "--from"),
    ],
)
def test_a_bad_range_is_refused(first, last, key):
    with pytest.raises(SettingsError, match=key):
        read_range(first, last, date(2026, 11, 13))


def test_a_good_range_is_two_days():
    assert read_range("2026-11-01", "2026-11-02", date(2026, 11, 13)) == (
        date(2026, 11, 1),
        date(2026, 11, 2),
    )


def test_the_examples_of_sources_toml_are_right(tmp_path):
    """Every commented example, switched on, is accepted; as it is, nothing is on."""
    text = (ROOT / "sources.toml").read_text(encoding="utf-8")
    assert [source for source in read(tmp_path, text) if source.on] == []
    example = re.sub(r"^# (?=\[\[|[a-z_.]+ = )", "", text, flags=re.M)
    shown = read(tmp_path, example.replace("on = false", "on = true"))
    platforms = [
        one.name
        for one in CONNECTORS.values()
        if isinstance(one, Connector) or one.name in FOLDERS_WITH_EXAMPLES
    ]
    assert [source.name for source in shown] == list(CONNECTORS)
    assert [source.name for source in shown if source.accounts] == platforms


def read(folder: Path, text: str) -> list[Source]:
    file = folder / "sources.toml"
    file.write_text(text, encoding="utf-8")
    return list(read_sources(file, CONNECTORS).sources.values())


def test_a_grant_chooses_which_secrets_are_needed():
    salesforce = CONNECTORS["salesforce"]
    assert isinstance(salesforce, Connector)
    given = {"client_id": "a-client", "client_secret": "a-secret"}
    asked = {"grant": "client_credentials"}
    assert list(check_secrets(salesforce, "00D", given, asked)) == []
    missing = list(check_secrets(salesforce, "00D", given, {}))
    assert [one.key for one in missing] == ["SALESFORCE_REFRESH_TOKEN"]


def test_a_grant_that_nobody_knows_is_refused_with_those_there_are(tmp_path):
    text = '[hubspot]\non = true\n[[hubspot.accounts]]\nid = "1"\nzone = "Asia/Shanghai"\n'
    with pytest.raises(SettingsError, match=r"(?s)options.grant.*private_app, oauth"):
        read(tmp_path, text + 'options.grant = "password"\n')
