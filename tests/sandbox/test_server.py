"""The line itself: routing, journal, clock, limits, and faults that happen on a real socket."""

import http.client
import json
import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

import pytest

from sandbox.server import Fault, Reply, Request, Route, Sandbox, Shape
from sandbox.world import World

pytestmark = pytest.mark.http

PAGES = 3


def listing(request: Request) -> Reply:
    """Three pages of two records, by cursor."""
    if request.headers.get("authorization") != "Bearer good":
        return Reply(401, {"error": "expired"})
    page = int(request.params.get("after", "0"))
    records = [{"id": f"{page}-{n}", "name": "n", "spend": "1.50", "clicks": 4} for n in (0, 1)]
    paging = {}
    if page + 1 < PAGES:
        paging = {"after": str(page + 1), "next": f"{request.base}{request.path}?after={page + 1}"}
    return Reply(200, {"data": records, "paging": paging, "today": request.today.isoformat()})


def linked(request: Request) -> Reply:
    """Two pages joined by a Link header."""
    page = int(request.params.get("page", "1"))
    body = {"orders": [{"id": page, "total_price": "9.00"}]}
    link = f'<{request.base}{request.path}?page=2>; rel="next"'
    return Reply(200, body, {"Link": link} if page == 1 else {})


ROUTES = {
    "demo": [
        Route("GET", "api", "/v1/list", listing, Shape(records="data")),
        Route("GET", "api", "/v1/linked", linked),
        Route("GET", "api", "/v1/big", lambda request: Reply(200, b"x" * 200_000)),
        Route("POST", "token", "/token", lambda request: Reply(200, {"access_token": "good"})),
        Route("POST", "api", "/v1/echo", lambda request: Reply(200, request.json())),
        Route("GET", "api", "/v1/broken", lambda request: Reply(200, 1 // 0)),
    ]
}


@pytest.fixture
def sandbox(world: World) -> Iterator[Sandbox]:
    with Sandbox(world, routes=ROUTES) as sandbox:
        yield sandbox


def call(sandbox: Sandbox, path: str, method: str = "GET", body: bytes | None = None):
    """One call on a fresh connection: (status, headers, body)."""
    line = http.client.HTTPConnection(urlsplit(sandbox.base_url).netloc, timeout=5)
    line.request(method, path, body, {"Authorization": "Bearer good"})
    reply = line.getresponse()
    told = reply.status, dict(reply.headers), reply.read()
    line.close()
    return told


def plug(sandbox: Sandbox) -> socket.socket:
    where = urlsplit(sandbox.base_url)
    return socket.create_connection((where.hostname, where.port), timeout=5)


def page(sandbox: Sandbox, after: str = "0") -> dict:
    return json.loads(call(sandbox, f"/demo/api/v1/list?after={after}")[2])


def test_routes_match_connector_host_method_and_whole_path(sandbox):
    assert call(sandbox, "/demo/api/v1/list")[0] == 200
    assert call(sandbox, "/demo/api/v1/list/more")[0] == 404
    assert call(sandbox, "/demo/token/v1/list")[0] == 404
    assert call(sandbox, "/other/api/v1/list")[0] == 404
    assert call(sandbox, "/demo/api/v1/echo", "POST", b'{"a":1}')[2] == b'{"a":1}'


def test_a_dialects_own_mistake_is_told_not_hidden(sandbox):
    status, _, body = call(sandbox, "/demo/api/v1/broken")
    assert (status, b"ZeroDivisionError" in body) == (500, True)


def test_one_connection_serves_many_calls_quickly(sandbox):
    line = http.client.HTTPConnection(urlsplit(sandbox.base_url).netloc, timeout=5)
    start = time.perf_counter()
    for _ in range(500):
        line.request("GET", "/demo/api/v1/big")
        assert len(line.getresponse().read()) == 200_000
    assert 500 / (time.perf_counter() - start) > 200
    line.close()


def test_the_journal_holds_paths_and_headers_but_no_bodies(sandbox):
    call(sandbox, "/demo/token/token", "POST", b"client_secret=hush")
    call(sandbox, "/demo/api/v1/list?after=1")
    first, second = sandbox.requests
    assert (first.connector, first.url_name, first.path, first.status) == (
        "demo",
        "token",
        "/token",
        200,
    )
    assert second.path == "/v1/list?after=1"
    assert second.headers["Authorization"] == "Bearer good"
    assert "hush" not in repr(sandbox.requests)
    told = json.loads(call(sandbox, "/_sandbox/requests")[2])
    assert [visit["path"] for visit in told] == ["/token", "/v1/list?after=1"]


def test_the_clock_is_what_it_was_set_to(sandbox, world):
    assert page(sandbox)["today"] == world.today.isoformat()
    sandbox.set_today(date(2026, 11, 2))
    assert page(sandbox)["today"] == "2026-11-02"
    assert call(sandbox, "/_sandbox/clock", "POST", b'{"today":"2026-11-05"}')[0] == 200
    assert page(sandbox)["today"] == "2026-11-05"
    assert call(sandbox, "/_sandbox/clock", "POST", b'{"today":"soon"}')[0] == 400


def test_busy_strikes_the_nth_call_and_only_as_often_as_asked(sandbox):
    sandbox.arm(Fault("busy_retry_after", "demo", page=2, times=2, retry_after=3))
    told = [call(sandbox, "/demo/api/v1/list") for _ in range(4)]
    assert [status for status, _, _ in told] == [200, 429, 429, 200]
    assert told[1][1]["Retry-After"] == "3"
    assert [visit.fault for visit in sandbox.requests] == [
        "", "busy_retry_after", "busy_retry_after", "",
    ]  # fmt: skip


def test_faults_are_armed_and_cleared_over_http(sandbox):
    fault = json.dumps({"kind": "server_error", "connector": "demo", "status": 502, "html": True})
    assert call(sandbox, "/_sandbox/faults", "POST", fault.encode())[0] == 200
    status, headers, body = call(sandbox, "/demo/api/v1/list")
    assert (status, headers["Content-Type"], body[:9]) == (502, "text/html", b"<!doctype")
    sandbox.arm(Fault("busy", "demo", times=None))
    call(sandbox, "/_sandbox/faults", "DELETE")
    assert call(sandbox, "/demo/api/v1/list")[0] == 200
    assert (
        call(sandbox, "/_sandbox/faults", "POST", b'{"kind":"rain","connector":"demo"}')[0] == 400
    )


def test_a_fault_may_be_for_one_account_or_path(sandbox):
    sandbox.arm(Fault("busy", "demo", account="77", times=None))
    sandbox.arm(Fault("html_200", "demo", path_contains="linked", times=None))
    assert call(sandbox, "/demo/api/v1/list?id=77")[0] == 429
    assert call(sandbox, "/demo/api/v1/list?id=78")[0] == 200
    assert call(sandbox, "/demo/api/v1/linked")[2].startswith(b"<!doctype html>")


def test_a_reset_in_the_body_resets_the_connection(sandbox):
    sandbox.arm(Fault("reset_in_body", "demo"))
    with pytest.raises(ConnectionResetError):
        call(sandbox, "/demo/api/v1/big")
    assert call(sandbox, "/demo/api/v1/big")[0] == 200


def test_a_short_body_ends_before_its_announced_length(sandbox):
    sandbox.arm(Fault("short_body", "demo"))
    with pytest.raises(http.client.IncompleteRead) as caught:
        call(sandbox, "/demo/api/v1/big")
    assert len(caught.value.partial) == 100_000


def test_a_stalled_body_sends_a_little_and_ends_in_bounded_time(sandbox):
    sandbox.arm(Fault("stall", "demo", seconds=0.2))
    line = plug(sandbox)
    line.sendall(b"GET /demo/api/v1/big HTTP/1.1\r\nHost: x\r\n\r\n")
    start, got = time.monotonic(), b""
    while piece := line.recv(65_536):
        got += piece
    line.close()
    assert 0.15 < time.monotonic() - start < 3
    assert len(got.partition(b"\r\n\r\n")[2]) == 1024


def test_truncated_json_has_the_right_length_and_half_the_text(sandbox):
    sandbox.arm(Fault("truncated_json", "demo"))
    status, headers, body = call(sandbox, "/demo/api/v1/list")
    assert (status, int(headers["Content-Length"])) == (200, len(body))
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        json.loads(body)


def test_an_expired_token_is_refused_by_the_dialect_itself(sandbox):
    sandbox.arm(Fault("expired_token", "demo", page=2))
    assert [call(sandbox, "/demo/api/v1/list")[0] for _ in range(3)] == [200, 401, 200]
    assert call(sandbox, "/demo/token/token", "POST", b"x=1")[0] == 200


def test_a_repeated_page_comes_ahead_of_the_pages_own_records(sandbox):
    sandbox.arm(Fault("duplicate_page", "demo", page=2))
    told = [[record["id"] for record in page(sandbox, str(n))["data"]] for n in range(3)]
    assert told == [["0-0", "0-1"], ["0-0", "0-1", "1-0", "1-1"], ["2-0", "2-1"]]


def test_an_empty_page_keeps_its_way_on(sandbox):
    sandbox.arm(Fault("empty_page_with_cursor", "demo", page=2))
    page(sandbox)
    told = page(sandbox, "1")
    assert told["data"] == []
    followed = page(sandbox, told["paging"]["after"])
    assert [record["id"] for record in followed["data"]] == ["1-0", "1-1"]
    assert page(sandbox, "1") == followed


def test_a_last_page_emptied_still_says_there_is_more(sandbox):
    sandbox.arm(Fault("empty_page_with_cursor", "demo"))
    told = page(sandbox, "2")
    assert told["data"] == []
    assert page(sandbox, told["paging"]["next"]["after"])["data"][0]["id"] == "2-0"


def test_a_cursor_loop_leads_back(sandbox):
    sandbox.arm(Fault("cursor_loop", "demo", page=2, times=None))
    assert page(sandbox)["paging"]["after"] == "1"
    assert page(sandbox, "1")["paging"]["after"] == "1"
    assert page(sandbox, "1")["paging"]["after"] == "1"


@pytest.mark.parametrize("path", ["list", "linked"])
def test_a_foreign_link_points_to_a_host_that_writes_down_what_it_gets(sandbox, path):
    sandbox.arm(Fault("foreign_next_link", "demo"))
    _, headers, body = call(sandbox, f"/demo/api/v1/{path}")
    link = headers.get("Link", "<>").partition("<")[2].partition(">")[0]
    link = link or json.loads(body)["paging"]["next"]
    assert link.startswith(sandbox.canary_url)
    assert not link.startswith(sandbox.base_url)
    foreign = http.client.HTTPConnection(urlsplit(link).netloc, timeout=5)
    foreign.request("GET", urlsplit(link).path, headers={"Authorization": "Bearer leaked"})
    assert foreign.getresponse().status == 200
    assert sandbox.canary_requests[0].headers["Authorization"] == "Bearer leaked"


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault("new_field", "demo"), {"sandbox_new_field": "new", "spend": "1.50"}),
        (Fault("missing_field", "demo"), {"spend": None}),
        (Fault("type_change", "demo", field_path="clicks", value="7 c"), {"clicks": "7 c"}),
        (Fault("locale_number", "demo"), {"spend": "1.234,56"}),
        (Fault("negative_spend", "demo"), {"spend": "-5.00"}),
        (Fault("restated_day", "demo"), {"spend": "2.50"}),
        (Fault("hostile_text", "demo", value="a\u202eb"), {"name": "a\u202eb"}),
    ],
    ids=lambda value: value.kind if isinstance(value, Fault) else "",
)  # fmt: skip
def test_a_harmed_page_differs_where_it_was_told_to(sandbox, fault, expected):
    sandbox.arm(fault)
    record = page(sandbox)["data"][0]
    assert {name: record.get(name) for name in expected} == expected
    fault.times = 0
    assert page(sandbox)["data"][0] == {"id": "0-0", "name": "n", "spend": "1.50", "clicks": 4}


def test_rows_with_one_key_and_two_figures(sandbox):
    sandbox.arm(Fault("duplicate_key_rows", "demo"))
    records = page(sandbox)["data"]
    assert [(r["id"], r["spend"]) for r in records] == [
        ("0-0", "1.50"),
        ("0-1", "1.50"),
        ("0-0", "4.50"),
    ]


def test_the_limit_refuses_what_comes_faster(sandbox):
    sandbox.limit("demo", per_second=3)
    told = [call(sandbox, "/demo/api/v1/list")[0] for _ in range(5)]
    assert told.count(429) >= 2
    sandbox.clear()
    assert call(sandbox, "/demo/api/v1/list")[0] == 200


def test_a_platform_may_give_out_less_at_once_than_it_is_asked_for(sandbox):
    sandbox.small_pages("demo", 5)
    asked = b'{"limit":200,"after":"1"}'
    assert call(sandbox, "/demo/api/v1/echo", "POST", asked)[2] == b'{"limit":5,"after":"1"}'
    assert call(sandbox, "/demo/api/v1/echo", "POST", b'{"limit":1}')[2] == b'{"limit":1}'
    sandbox.clear()
    assert call(sandbox, "/demo/api/v1/echo", "POST", asked)[2] == asked


def test_latency_is_added_to_each_call(sandbox):
    sandbox.latency(80, "demo")
    start = time.monotonic()
    call(sandbox, "/demo/api/v1/list")
    assert time.monotonic() - start >= 0.08


def test_nothing_listens_after_the_end(world):
    with Sandbox(world, routes=ROUTES) as sandbox:
        line = plug(sandbox)
        call(sandbox, "/demo/api/v1/list")
    assert line.recv(10) == b""
    line.close()
    with pytest.raises(ConnectionRefusedError):
        call(sandbox, "/demo/api/v1/list")


def test_the_process_ends_when_its_parent_does():
    """A parent that starts the sandbox and dies at once leaves nobody behind."""
    child = [sys.executable, "-m", "sandbox", "--size", "tests"]
    script = (
        "import os, subprocess\n"
        f"child = subprocess.Popen({child!r}, stdout=subprocess.PIPE)\n"
        "assert child.stdout.readline().startswith(b'{')\n"
        "print(child.pid, flush=True)\n"
        "os._exit(0)\n"
    )
    parent = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, timeout=60)
    try:
        process = os.pidfd_open(int(parent.stdout))
    except ProcessLookupError:
        return
    ended, _, _ = select.select([process], [], [], 10)
    os.close(process)
    assert ended
