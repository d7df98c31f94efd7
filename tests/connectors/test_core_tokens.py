"""Tokens that run out: renewed once however many ask, written before they are used."""

import multiprocessing
import stat
import threading
from pathlib import Path

import pytest
from stage import Asked, Puller, Said, Stage, records

from connectors.core import (
    AccessDenied,
    Api,
    Connector,
    Engine,
    HeaderToken,
    OnePage,
    Refreshed,
    Token,
    TryAgain,
    Window,
    code_in_body,
    pull,
    token_from,
)
from connectors.core.tokens import Tokens, grant_key

SECRETS = {"refresh_token": "seed-refresh"}


def rotating(secrets):
    def fetch(api: Api, last: Token | None) -> Token:
        used = last.refresh if last else secrets["refresh_token"]
        reply = api.post("/token", json={"refresh_token": used}, signed=False)
        return token_from(reply, "/token", api.wall())

    seeds = (secrets["refresh_token"],)
    return Refreshed(lambda token: HeaderToken("X-Token", token), fetch, seeds, kept=True)


grants = Connector(
    name="grants",
    urls={"api": "https://grants.invalid"},
    secrets=("refresh_token",),
    auth=rotating,
    verdict=code_in_body("code", fine={0, None}, expired={40102}, denied={40107}),
    calls_per_second=1000,
    api_version="v1",
    sunset=None,
    probe="things",
)


@grants.feed()
def things(api, account, window):
    return api.pages("/things", paging=OnePage(), records="list")


class Platform:
    """Rotates refresh tokens: each works once, and kills the access token before it."""

    def __init__(self) -> None:
        self.turn = 0
        self.refresh = "seed-refresh"
        self.access = "none yet"
        self.calls: list[str] = []

    def __call__(self, asked: Asked) -> Said:
        self.calls.append(asked.path)
        if asked.path == "/token":
            if asked.json["refresh_token"] != self.refresh:
                return Said({"code": 40107, "message": "refresh token is dead"})
            self.turn += 1
            self.refresh, self.access = f"refresh-{self.turn}", f"access-{self.turn}"
            pair = {"access_token": self.access, "refresh_token": self.refresh}
            return Said({"code": 0, **pair, "expires_in": 86400})
        if asked.headers.get("x-token") != self.access:
            return Said({"code": 40102, "message": "expired"})
        return Said({"code": 0, "list": [{"id": 1}]})


@pytest.fixture
def platform(stage: Stage) -> Platform:
    stage.answer = Platform()
    return stage.answer


def test_a_token_is_fetched_once_and_kept(platform: Platform, puller: Puller):
    puller(grants, "things", SECRETS)
    puller(grants, "things", SECRETS, account="2")
    assert platform.calls == ["/token", "/things", "/things"]


def test_a_token_that_runs_out_is_renewed_and_the_same_call_goes_on(
    platform: Platform, puller: Puller
):
    puller(grants, "things", SECRETS)
    platform.access = "killed meanwhile"
    assert records(puller(grants, "things", SECRETS)) == [{"id": 1}]
    assert platform.calls[2:] == ["/things", "/token", "/things"]


def test_a_token_that_is_refused_again_is_given_up(stage: Stage, puller: Puller):
    pair = {"access_token": "a", "refresh_token": "r", "expires_in": 86400}
    stage.answer = lambda asked: Said(pair if asked.path == "/token" else {"code": 40102})
    with pytest.raises(AccessDenied):
        puller(grants, "things", SECRETS)
    assert [asked.path for asked in stage.asked] == ["/token", "/things", "/token", "/things"]


def test_the_next_pair_is_on_disk_for_its_owner_only(
    platform: Platform, puller: Puller, engine: Engine
):
    puller(grants, "things", SECRETS)
    folder = engine.tokens_dir
    assert folder
    [path] = folder.glob("*.json")
    assert b"refresh-1" in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert "seed" not in path.name


def test_the_pair_outlives_the_process_that_fetched_it(
    platform: Platform, stage: Stage, puller: Puller, engine: Engine
):
    puller(grants, "things", SECRETS)
    later = Engine(engine.tokens_dir, engine.clock, engine.limits)
    Puller(stage, later)(grants, "things", SECRETS)
    assert platform.calls.count("/token") == 1


def test_a_damaged_file_leads_back_to_the_grant_of_the_environment(
    platform: Platform, puller: Puller, engine: Engine
):
    assert engine.tokens_dir
    engine.tokens_dir.mkdir()
    (engine.tokens_dir / (grant_key("grants", "seed-refresh") + ".json")).write_bytes(b"{")
    assert records(puller(grants, "things", SECRETS)) == [{"id": 1}]


def test_a_dead_grant_says_who_must_act(platform: Platform, puller: Puller):
    platform.refresh = "somebody else used it"
    with pytest.raises(AccessDenied, match="refresh token is dead") as caught:
        puller(grants, "things", SECRETS)
    assert "seed-refresh" not in str(caught.value)


def test_a_grant_that_cannot_be_refreshed_now_is_no_refusal(stage: Stage, puller: Puller):
    stage.play(Said({}, 503))
    with pytest.raises(TryAgain):
        puller(grants, "things", SECRETS)


def test_threads_that_need_a_token_at_once_make_one_call(tmp_path: Path):
    tokens = Tokens(tmp_path, lambda: 0.0)
    start, calls, got = threading.Barrier(8), [], []

    def fetch(last):
        calls.append(last)
        return Token(f"access-{len(calls)}", 1000.0, "next")

    def ask():
        start.wait()
        got.append(tokens.get("grant", fetch, refused="old", kept=True).access)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert calls == [None]
    assert got == ["access-1"] * 8


def _work(url: str, folder: Path, start) -> None:
    start.wait()
    day = Window.of("2026-11-03")
    list(pull(grants, "things", "1", day, SECRETS, urls={"api": url}, tokens_dir=folder))


def test_two_processes_at_token_expiry_make_one_refresh_call(
    platform: Platform, stage: Stage, tmp_path: Path
):
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(2)
    workers = [spawn.Process(target=_work, args=(stage.url, tmp_path, start)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert platform.calls.count("/token") == 1


def test_nothing_shows_a_token():
    token = Token("very-secret", 1.0, "also-secret")
    auth = rotating({"refresh_token": "seed-secret"})
    assert "secret" not in f"{token!r} {auth!r} {HeaderToken('X', 'hidden-secret')!r}"
