"""All platforms on one loopback address, each under `/<connector>/<url name>`.

`Sandbox` routes calls to the dialects, plays the armed faults, keeps a journal of what it was
asked (never a body), and can be told which day it is, how slow and how strict to be.
"""

import importlib
import threading
import time
import traceback
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sandbox import harms
from sandbox.dialogue import JSON_TYPE, Headers, Reply, Request, Route, Shape
from sandbox.faults import LINE_FAULTS, PAGE_FAULTS, Fault, refusal, with_dead_token
from sandbox.pages import asking_less, has_records
from sandbox.telling import ASKED_ON
from sandbox.wire import Call, Delivery, Door
from sandbox.world import World

__all__ = ["Fault", "Headers", "Reply", "Request", "Route", "Sandbox", "Shape", "Visit"]

Routes = Mapping[str, list[Route]]


@dataclass(frozen=True)
class Visit:
    """One line of the journal. `path` holds the query as it was asked."""

    connector: str
    url_name: str
    method: str
    path: str
    headers: dict[str, str]
    status: int
    fault: str = ""


class Sandbox:
    """Use as `with Sandbox(world) as sandbox: sandbox.url("tiktok_ads", "api")`."""

    def __init__(self, world: World, port: int = 0, routes: Routes | None = None) -> None:
        self.world = world
        self.today = world.today
        if routes is None:
            platforms = importlib.import_module("sandbox.platforms")
            routes = {name: tell(world) for name, tell in platforms.ROUTES.items()}
        self._routes = routes
        self._faults: list[Fault] = []
        self._lock = threading.Lock()
        self._journal: deque[Visit] = deque(maxlen=500_000)
        self._latency: dict[str, float] = {}
        self._limits: dict[str, float] = {}
        self._page_sizes: dict[str, int] = {}
        self._recent: dict[str, deque[float]] = defaultdict(deque)
        self._door = Door(self._answer, port)
        self._canary = Door(self._overheard)
        self._canary_journal: list[Visit] = []

    def __enter__(self) -> "Sandbox":
        self._door.open()
        self._canary.open()
        return self

    def __exit__(self, *_: object) -> None:
        self._door.close()
        self._canary.close()

    @property
    def base_url(self) -> str:
        return self._door.url

    @property
    def canary_url(self) -> str:
        return self._canary.url

    def url(self, connector: str, name: str = "api") -> str:
        """The address that stands for one host of a platform."""
        return f"{self.base_url}/{connector}/{name}"

    def arm(self, fault: Fault) -> Fault:
        with self._lock:
            self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """No faults, no delay, no limits, pages as asked; the journal stays."""
        with self._lock:
            self._faults.clear()
            self._latency.clear()
            self._limits.clear()
            self._page_sizes.clear()

    def set_today(self, today: date) -> None:
        self.today = today

    def latency(self, milliseconds: float, connector: str = "*") -> None:
        """Let each call take at least this long."""
        self._latency[connector] = milliseconds / 1000

    def limit(self, connector: str, per_second: float) -> None:
        """Answer 429 to what comes faster."""
        self._limits[connector] = per_second

    def small_pages(self, connector: str, size: int) -> None:
        """Let a platform give out less at once than it is asked for."""
        self._page_sizes[connector] = size

    @property
    def requests(self) -> list[Visit]:
        return list(self._journal)

    @property
    def canary_requests(self) -> list[Visit]:
        """What followed a foreign link."""
        return list(self._canary_journal)

    def forget_requests(self) -> None:
        self._journal.clear()
        self._canary_journal.clear()

    def _answer(self, call: Call) -> Delivery:
        path, _, query = call.target.partition("?")
        if path.startswith("/_sandbox/"):
            return _delivery(self._control(call.method, path.removeprefix("/_sandbox/"), call))
        _, connector, url_name, rest = [*path.split("/", 3), "", "", ""][:4]
        request = Request(
            method=call.method,
            path=f"/{rest}",
            query=query,
            headers=call.headers,
            body=call.body,
            today=self.today,
            base=f"{self.base_url}/{connector}/{url_name}",
            connector=connector,
            url_name=url_name,
        )
        ASKED_ON.set(self.today)
        time.sleep(self._latency.get(connector, self._latency.get("*", 0)))
        delivery, fault = self._played(request)
        self._write_down(self._journal, request, delivery.status, fault)
        return delivery

    def _played(self, request: Request) -> tuple[Delivery, str]:
        if self._too_fast(request.connector):
            return _delivery(Reply(429, {"error": "rate limit"}, {"Retry-After": "1"})), "limit"
        with self._lock:
            concerned = [fault for fault in self._faults if fault.concerns(request)]
            late = [fault for fault in concerned if fault.kind in PAGE_FAULTS]
            striking = [fault for fault in concerned if fault not in late and fault.strikes()]
        names = ",".join(fault.kind for fault in striking)
        for fault in striking:
            if reply := refusal(fault):
                return _delivery(reply), names
            if fault.kind == "expired_token":
                request = replace(request, **with_dead_token(request))
        request = replace(request, faults=frozenset(fault.kind for fault in striking))
        if harms.asks_for_invented(request):
            asked = harms.as_first_asked(request, late)
            if asked is None:
                return _delivery(_repeated(late)), "invented"
            request = asked
        reply, shape = self._told(request)
        if late and has_records(reply, shape):
            with self._lock:
                reply, more = self._harmed(late, request, reply, shape)
            names = ",".join(filter(None, [names, *more]))
        return _broken(_delivery(reply), striking), names

    def _harmed(
        self, faults: list[Fault], request: Request, reply: Reply, shape: Shape | None
    ) -> tuple[Reply, list[str]]:
        """The page with every fault whose turn it is, and their names."""
        names = []
        for fault in faults:
            if fault.strikes():
                reply = harms.harmed(fault, request, reply, shape, self.canary_url)
                names.append(fault.kind)
            else:
                harms.remember(fault, request, reply, shape)
        return reply, names

    def _told(self, request: Request) -> tuple[Reply, Shape | None]:
        if request.connector in self._page_sizes:
            request = asking_less(request, self._page_sizes[request.connector])
        routes = self._routes.get(request.connector, [])
        for route in routes:
            if route.answers(request.method, request.url_name, request.path):
                try:
                    return route.handler(request), route.shape
                except Exception:  # a dialect's own mistake must be seen by who asked
                    return Reply(500, {"error": traceback.format_exc()}), None
        return Reply(404, {"error": f"no such call: {request.method} {request.path}"}), None

    def _too_fast(self, connector: str) -> bool:
        if connector not in self._limits:
            return False
        with self._lock:
            recent, now = self._recent[connector], time.monotonic()
            while recent and recent[0] < now - 1:
                recent.popleft()
            if len(recent) >= self._limits[connector]:
                return True
            recent.append(now)
            return False

    def _write_down(self, journal: Any, request: Request, status: int, fault: str = "") -> None:
        path = f"{request.path}?{request.query}" if request.query else request.path
        headers = dict(request.headers)
        journal.append(
            Visit(request.connector, request.url_name, request.method, path, headers, status, fault)
        )

    def _overheard(self, call: Call) -> Delivery:
        path, _, query = call.target.partition("?")
        request = Request(call.method, path, query, call.headers, connector="canary")
        self._write_down(self._canary_journal, request, 200)
        return _delivery(Reply(200, {"data": []}))

    def _control(self, method: str, what: str, call: Call) -> Reply:
        request = Request(method, what, headers=call.headers, body=call.body)
        said = request.json() or {}
        try:
            return self._controlled(method, what, said)
        except (KeyError, TypeError, ValueError) as problem:
            return Reply(400, {"error": str(problem)})

    def _controlled(self, method: str, what: str, said: dict[str, Any]) -> Reply:
        if (method, what) == ("GET", "requests"):
            return Reply(200, [asdict(visit) for visit in self.requests])
        if (method, what) == ("GET", "canary"):
            return Reply(200, [asdict(visit) for visit in self.canary_requests])
        if (method, what) == ("GET", "health"):
            return Reply(200, {"today": self.today.isoformat(), "connectors": sorted(self._routes)})
        if (method, what) == ("POST", "clock"):
            self.set_today(date.fromisoformat(said["today"]))
        elif (method, what) == ("POST", "faults"):
            self.arm(Fault(**said))
        elif (method, what) == ("DELETE", "faults"):
            self.clear()
        elif (method, what) == ("POST", "latency"):
            self.latency(float(said["ms"]), said.get("connector", "*"))
        elif (method, what) == ("POST", "limit"):
            self.limit(said["connector"], float(said["per_second"]))
        else:
            return Reply(404, {"error": f"no such control: {method} {what}"})
        return Reply(200, {"ok": True})


def _repeated(faults: list[Fault]) -> Reply:
    """Who follows a made-up cursor gets the page it came from once more."""
    kept = [fault.memory["reply"] for fault in faults if "reply" in fault.memory]
    return kept[-1] if kept else Reply(400, {"error": "unknown cursor"})


def _delivery(reply: Reply) -> Delivery:
    return Delivery(reply.status, {"Content-Type": JSON_TYPE, **reply.headers}, reply.sent())


def _broken(delivery: Delivery, striking: list[Fault]) -> Delivery:
    """Let the line break, or the text end early though its length is right."""
    for fault in striking:
        if fault.kind in LINE_FAULTS:
            delivery.harm, delivery.seconds = fault.kind, fault.seconds
        if fault.kind == "truncated_json":
            delivery.body = delivery.body[: max(1, len(delivery.body) * 2 // 3)]
    return delivery
