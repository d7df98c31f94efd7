"""What the sandbox's platforms send, through the connectors, into the streams."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from plant import OPTIONS, Time
from pulled import AT, KEY, reasons, whole

from connectors import CONNECTORS
from connectors.core import Connector, Engine, Page, Window, pull
from pipelines.streams import STREAMS
from pipelines.streams.clean import Cleaned, ContractBroken, RawPull, clean
from sandbox.faults import Fault
from sandbox.secrets import SECRETS
from sandbox.server import Sandbox
from sandbox.world import World

pytestmark = pytest.mark.http

APIS = {name: c for name, c in CONNECTORS.items() if isinstance(c, Connector)}
OF_APIS = [name for name, stream in STREAMS.items() if stream.connector in APIS]
MAY_BE_EMPTY = {
    "wechat_official_account__article_total",
    "wechat_official_account__reader_days",
}
# What does not happen every week where there is so little of it.
SELDOM = {"shopify__refunds", "shopify__refund_lines", "linkedin_ads__conversion_report"}
NAMED_DAILY = {"baidu__ads"}  # a list that comes with every day of a report
REPORTS = [
    f"{name}__ad_report"
    for name in (
        "google_ads",
        "meta_ads",
        "tiktok_ads",
        "ocean_engine",
        "linkedin_ads",
        "xiaohongshu_ads",
    )
]


@pytest.fixture(scope="module")
def platforms(world: World) -> Iterator[Sandbox]:
    with Sandbox(world) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(platforms: Sandbox) -> Iterator[Sandbox]:
    yield platforms
    platforms.clear()


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Kept for the whole module: a rotating grant that is forgotten is lost."""
    return tmp_path_factory.mktemp("tokens")


def fetched(sandbox: Sandbox, tokens: Path, name: str, days: int = 14) -> Cleaned:
    """The last days of a stream's first account, cleaned."""
    stream, world = STREAMS[name], sandbox.world
    connector = APIS[stream.connector]
    accounts = world.accounts.filter(world.accounts["connector"] == connector.name)
    account = accounts["account_id"][0]
    window = Window(world.last_day - timedelta(days=days - 1), world.last_day)
    shop = "/{account}" if connector.name == "shopify" else ""
    pages = list(
        pull(
            connector,
            stream.feed,
            account,
            window,
            connector.secrets_from(SECRETS, account),
            urls={url: sandbox.url(connector.name, url) + shop for url in connector.urls},
            options=OPTIONS,
            now=world.today,
            engine=Engine(tokens, Time().clock),
        )
    )
    span = (window.start, window.end)
    raw = RawPull(account, "pull-1", AT, [("part", lines(pages))], totals(pages), span)
    result = clean(stream, raw, hash_key=KEY)
    assert whole(result)
    return result


def lines(pages: list[Page]) -> bytes:
    return b"\n".join(bytes(record) for page in pages for record in page.records)


def totals(pages: list[Page]) -> dict[str, Decimal | str]:
    told: dict[str, Decimal | str] = {}
    for page in pages:
        for name, amount in (page.totals or {}).items():
            told[name] = Decimal(told.get(name, 0)) + Decimal(amount)
    return told


@pytest.mark.parametrize("name", OF_APIS)
def test_what_a_platform_sends_is_clean_and_holds_nothing_unknown(sandbox, tokens, name):
    result = fetched(sandbox, tokens, name, days=29 if name in SELDOM else 14)
    assert reasons(result) == []
    assert result.drift == []
    assert all(control.agrees for control in result.controls)
    assert result.good.height or name in MAY_BE_EMPTY
    assert result.repeats == 0 or name in NAMED_DAILY


@pytest.mark.parametrize("name", REPORTS)
def test_a_new_field_is_drift_and_changes_no_row(sandbox, tokens, name):
    before = fetched(sandbox, tokens, name)
    sandbox.arm(Fault("new_field", STREAMS[name].connector, times=None))
    after = fetched(sandbox, tokens, name)
    assert after.drift == ["sandbox_new_field"]
    assert after.good.equals(before.good)


@pytest.mark.parametrize("name", [*REPORTS, "shopify__orders"])
def test_a_lost_field_is_refused_never_null_or_zero(sandbox, tokens, name):
    sandbox.arm(Fault("missing_field", STREAMS[name].connector, times=None))
    with pytest.raises(ContractBroken, match="is absent from"):
        fetched(sandbox, tokens, name)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("type_change", "7 conversions"),
        ("type_change", {"value": 1}),
        ("type_change", 10**29 + 7),
        ("type_change", "NaN"),
        ("locale_number", "1.234,56"),
        ("locale_number", "NULL"),
    ],
)
def test_a_value_of_another_kind_sets_one_row_aside(sandbox, tokens, name, kind, value):
    before = fetched(sandbox, tokens, name)
    sandbox.arm(Fault(kind, STREAMS[name].connector, value=value, path_contains=PATHS[name]))
    after = fetched(sandbox, tokens, name)
    (reason,) = reasons(after)
    assert reason in ("unreadable:impressions", "unreadable:spend")
    assert after.good.height == before.good.height - 1


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize(
    ("kind", "reason"),
    [("negative_spend", "negative_spend"), ("duplicate_key_rows", "duplicate_key")],
)
def test_rows_that_break_the_contract_are_set_aside(sandbox, tokens, name, kind, reason):
    sandbox.arm(Fault(kind, STREAMS[name].connector, path_contains=PATHS[name]))
    assert set(reasons(fetched(sandbox, tokens, name))) == {reason}


PATHS = {
    "google_ads__ad_report": "searchStream",
    "meta_ads__ad_report": "insights",
    "tiktok_ads__ad_report": "report/integrated",
    "ocean_engine__ad_report": "report/custom",
    "linkedin_ads__ad_report": "adAnalytics",
    "xiaohongshu_ads__ad_report": "report/offline",
}
