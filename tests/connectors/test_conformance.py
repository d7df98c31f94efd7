"""Every connector and feed against the sandbox, which knows the platforms from their contracts."""

import base64
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from plant import OPTIONS
from stage import Time, records

from connectors import CONNECTORS
from connectors.core import (
    AccessDenied,
    Connector,
    Engine,
    Limits,
    Page,
    PullError,
    Refreshed,
    TryAgain,
    Window,
    probe,
    pull,
)
from sandbox.faults import Fault
from sandbox.secrets import SECRETS
from sandbox.server import Sandbox
from sandbox.world import World

pytestmark = pytest.mark.http

APIS = {name: c for name, c in CONNECTORS.items() if isinstance(c, Connector)}
FEEDS = [(name, feed) for name, connector in APIS.items() for feed in connector.feeds]
REFRESHED = {
    name
    for name, connector in APIS.items()
    if isinstance(connector.auth(dict.fromkeys(connector.secrets_of({}), "x")), Refreshed)
}
ONCE = (
    *("busy", "busy_retry_after", "server_error", "html_200"),
    *("reset_in_body", "short_body", "truncated_json"),
)
PAGED = [
    ("baidu", "ad_report"),
    ("tencent_ads", "ad_report"),
    ("meta_ads", "ad_report"),
    ("meta_ads", "ads"),
    ("tiktok_ads", "ad_report"),
    ("ocean_engine", "ad_report"),
    ("hubspot", "contacts"),
    ("hubspot", "deal_histories"),
    ("wecom", "contacts"),
    ("xiaoshouyi", "leads"),
    ("douyin", "videos"),
]

COUNTED = [
    ("baidu", "ad_report"),
    ("tencent_ads", "ad_report"),
    ("tiktok_ads", "ad_report"),
    ("ocean_engine", "ad_report"),
    ("xiaohongshu_ads", "ad_report"),
    ("kuaishou_ads", "campaigns"),
    ("typeform", "responses"),
    ("shopify", "orders"),
    ("hubspot", "contacts"),
    ("hubspot", "deals"),
    ("hubspot", "deal_contacts"),
    ("hubspot", "deal_histories"),
    ("salesforce", "leads"),
    ("fxiaoke", "leads"),
    ("xiaoshouyi", "leads"),
    ("bilibili", "videos"),
    ("google_analytics4", "days"),
]


@pytest.fixture(scope="module")
def stand(world: World) -> Iterator[Sandbox]:
    with Sandbox(world) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(stand: Sandbox) -> Iterator[Sandbox]:
    stand.clear()
    yield stand
    stand.clear()


@pytest.fixture(scope="module")
def tokens_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Kept for the whole module: a rotating grant that is forgotten is lost."""
    return tmp_path_factory.mktemp("tokens")


@pytest.fixture
def engine(tokens_dir: Path) -> Engine:
    return Engine(tokens_dir, Time().clock, Limits(tries=4, read=1.0))


def account_of(world: World, name: str) -> str:
    return next(a for c, a in world.accounts.select("connector", "account_id").rows() if c == name)


def pulled(
    sandbox: Sandbox, engine: Engine, name: str, feed: str, days: int = 20, **how
) -> list[Page]:
    """The feed of the connector's first account, as a run would pull it."""
    connector, world = APIS[name], sandbox.world
    account = how.pop("account", None) or account_of(world, name)
    window = how.pop("window", None) or last_days(world, days)
    shop = "/{account}" if name == "shopify" else ""
    urls = {url: sandbox.url(name, url) + shop for url in connector.urls}
    options = OPTIONS | how.pop("options", {})
    needed, known = connector.secrets_of(options), connector.secrets_from(SECRETS, account)
    secrets = how.pop("secrets", None) or {n: s for n, s in known.items() if n in needed}
    return list(
        pull(
            connector, feed, account, window, secrets,
            urls=urls, options=options, now=world.today, engine=engine, **how,
        )
    )  # fmt: skip


def last_days(world: World, days: int) -> Window:
    *_, window = (w for w in Window(world.first_day, world.last_day).pieces(1))
    return Window(max(world.first_day, _back(window, days)), window.end)


def _back(window: Window, days: int):
    return window.end.fromordinal(window.end.toordinal() - days + 1)


def texts(pages: list[Page]) -> list[bytes]:
    return sorted(bytes(record) for page in pages for record in page.records)


def arm(sandbox: Sandbox, name: str, kind: str, **how) -> None:
    sandbox.arm(Fault(kind, name, **how))


@pytest.mark.parametrize(("name", "feed"), FEEDS)
def test_every_record_comes_once(sandbox: Sandbox, engine: Engine, name: str, feed: str):
    found = texts(pulled(sandbox, engine, name, feed))
    assert len(found) == len(set(found))
    assert found or feed in ("article_total", "reader_days")
    assert all(b"\n" not in record for record in found)


@pytest.mark.parametrize(
    ("name", "feed"),
    [(n, f) for n, f in FEEDS if APIS[n].feeds[f].kind in ("daily", "cursor")],
)
def test_a_window_is_the_sum_of_its_halves(sandbox: Sandbox, engine: Engine, name: str, feed: str):
    whole = last_days(sandbox.world, 20)
    parts = [pulled(sandbox, engine, name, feed, window=half) for half in whole.halves()]
    assert texts([p for part in parts for p in part]) == texts(
        pulled(sandbox, engine, name, feed, window=whole)
    )


@pytest.mark.parametrize("name", APIS)
def test_a_refused_token_is_access_denied_and_names_no_secret(
    sandbox: Sandbox, engine: Engine, name: str
):
    connector = APIS[name]
    wrong = {secret: f"wrong-{secret}+/=" for secret in connector.secrets_of({})}
    with pytest.raises(AccessDenied) as caught:
        pulled(sandbox, engine, name, connector.probe, secrets=wrong)
    told = f"{caught.value!r} {caught.value}"
    for value in wrong.values():
        coded = base64.b64encode(value.encode()).decode()
        assert not [form for form in (value, quote(value, safe=""), coded) if form in told]
    assert caught.value.next_step


@pytest.mark.parametrize(
    ("name", "grant"),
    [(name, grant) for name in ("hubspot", "qualtrics", "typeform") for grant in APIS[name].grants],
)
def test_every_way_to_prove_who_asks_opens_the_platform(
    sandbox: Sandbox, engine: Engine, name: str, grant: str
):
    assert texts(pulled(sandbox, engine, name, APIS[name].probe, options={"grant": grant}))


@pytest.mark.parametrize("kind", ONCE)
@pytest.mark.parametrize("name", APIS)
def test_a_fault_that_passes_changes_nothing(
    sandbox: Sandbox, engine: Engine, name: str, kind: str
):
    feed = list(APIS[name].feeds)[-1] if name != "wechat_official_account" else "article_detail"
    good = texts(pulled(sandbox, engine, name, feed))
    arm(sandbox, name, kind, page=1, times=2)
    assert texts(pulled(sandbox, engine, name, feed)) == good


@pytest.mark.parametrize("kind", ONCE)
def test_a_fault_in_the_middle_of_a_job_changes_nothing(
    sandbox: Sandbox, engine: Engine, kind: str
):
    as_job = {"bulk_rows": "5"}
    good = texts(pulled(sandbox, engine, "salesforce", "leads", options=as_job))
    arm(sandbox, "salesforce", kind, path_contains="jobs/query", page=2, times=2)
    assert texts(pulled(sandbox, engine, "salesforce", "leads", options=as_job)) == good


@pytest.mark.parametrize("kind", ONCE)
@pytest.mark.parametrize("name", ["tiktok_ads", "google_ads", "shopify"])
def test_a_fault_that_stays_is_refused_and_told_shortly(
    sandbox: Sandbox, engine: Engine, name: str, kind: str
):
    arm(sandbox, name, kind, times=None)
    with pytest.raises(TryAgain) as caught:
        pulled(sandbox, engine, name, APIS[name].probe)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("name", sorted(REFRESHED))
def test_a_token_that_expires_in_mid_run_is_renewed_once(
    sandbox: Sandbox, engine: Engine, name: str
):
    feed = "follower_summary" if name == "wechat_official_account" else APIS[name].probe
    good = texts(pulled(sandbox, engine, name, feed))
    arm(sandbox, name, "expired_token", times=1)
    before = len(sandbox.requests)
    assert texts(pulled(sandbox, engine, name, feed)) == good
    renewals = [v for v in sandbox.requests[before:] if "token" in v.path.split("?")[0]]
    assert len(renewals) <= 2


@pytest.mark.parametrize("name", sorted(set(APIS) - REFRESHED))
def test_a_token_that_cannot_be_renewed_needs_a_person(sandbox: Sandbox, engine: Engine, name: str):
    arm(sandbox, name, "expired_token", times=None)
    with pytest.raises(AccessDenied):
        pulled(sandbox, engine, name, APIS[name].probe)


@pytest.mark.parametrize(("name", "feed"), PAGED)
@pytest.mark.parametrize("kind", ["duplicate_page", "empty_page_with_cursor"])
def test_a_page_fault_that_passes_loses_and_doubles_nothing(
    sandbox: Sandbox, engine: Engine, name: str, feed: str, kind: str
):
    one_list = {"products": "search"}  # Baidu asks for two reports in one feed
    good = texts(pulled(sandbox, engine, name, feed, options=one_list))
    arm(sandbox, name, kind, page=1 if kind.startswith("empty") else 2, times=1)
    assert sorted(set(texts(pulled(sandbox, engine, name, feed, options=one_list)))) == good


@pytest.mark.parametrize(("name", "feed"), COUNTED)
def test_a_page_that_came_short_is_noticed_where_the_platform_counts(
    sandbox: Sandbox, engine: Engine, name: str, feed: str
):
    good = texts(pulled(sandbox, engine, name, feed))
    arm(sandbox, name, "short_page", times=1)
    assert texts(pulled(sandbox, engine, name, feed)) == good
    sandbox.clear()
    arm(sandbox, name, "short_page", times=None)
    with pytest.raises(TryAgain, match=r"came|answered|said to be there"):
        pulled(sandbox, engine, name, feed)


@pytest.mark.parametrize(("name", "feed"), PAGED)
@pytest.mark.parametrize("kind", ["cursor_loop", "foreign_next_link", "empty_page_with_cursor"])
def test_a_page_fault_that_stays_ends_soon_and_never_with_a_part(
    sandbox: Sandbox, engine: Engine, name: str, feed: str, kind: str
):
    good = texts(pulled(sandbox, engine, name, feed, days=29))
    arm(sandbox, name, kind, page=1, times=None)
    before = len(sandbox.requests)
    try:
        found = texts(pulled(sandbox, engine, name, feed, days=29))
    except PullError:
        found = good
    assert sorted(set(found)) == good
    assert len(sandbox.requests) - before < 200
    assert sandbox.canary_requests == []


def test_an_account_never_activated_and_a_manager_say_what_to_do(sandbox: Sandbox, engine: Engine):
    with pytest.raises(AccessDenied, match="never activated"):
        pulled(sandbox, engine, "google_ads", "ad_report", account="1112223399")
    with pytest.raises(AccessDenied, match="list the accounts under it"):
        pulled(sandbox, engine, "google_ads", "ad_report", account="9998887770")


def test_a_day_that_is_not_ready_is_provisional_and_the_others_are_whole(
    sandbox: Sandbox, engine: Engine
):
    name = "wechat_official_account"
    good = records(pulled(sandbox, engine, name, "follower_cumulate", days=6))
    arm(sandbox, name, "not_ready_day", path_contains="getusercumulate", times=None)
    pages = pulled(sandbox, engine, name, "follower_cumulate", days=6)
    assert [page for page in pages if page.provisional]
    assert all(record in good for record in records(pages))


@pytest.mark.parametrize("name", APIS)
def test_each_connector_can_be_probed(sandbox: Sandbox, engine: Engine, name: str):
    account = account_of(sandbox.world, name)
    secrets = APIS[name].secrets_from(SECRETS, account)
    shop = "/{account}" if name == "shopify" else ""
    urls = {url: sandbox.url(name, url) + shop for url in APIS[name].urls}
    secrets = {n: s for n, s in secrets.items() if n in APIS[name].secrets_of(OPTIONS)}
    day = sandbox.world.last_day
    probe(APIS[name], account, secrets, day=day, urls=urls, options=OPTIONS, engine=engine)
