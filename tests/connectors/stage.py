"""A loopback server that says what a test tells it to, and a clock that never sleeps."""

import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from connectors.core import Clock, Connector, Engine, Page, Window, pull

DAY = date(2026, 11, 3)


@dataclass
class Asked:
    """One request as the server got it."""

    method: str
    path: str
    params: dict[str, str]
    headers: dict[str, str]
    body: bytes
    raw_query: str = ""

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode()))


@dataclass
class Said:
    """One answer. `how` harms it: short, reset, stall, or slow (a byte at a time)."""

    body: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    how: str = ""

    @property
    def sent(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


Answer = Callable[[Asked], Said]


class Stage:
    """Plays the answers in turn, or asks a function for each; keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answer: Answer = lambda asked: Said({"error": "nothing to say"}, 404)
        self.over = threading.Event()
        self._lock = threading.Lock()
        self._meetings: list[threading.Barrier] = []
        stage = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1

            def do_GET(self) -> None:
                stage._play(self)

            do_POST = do_PATCH = do_GET

            def log_message(self, format: str, *args: Any) -> None:
                """Quiet: the test looks at `asked`."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def play(self, *answers: Said | Any) -> None:
        """These answers, one after the other; the last one stays."""
        queue = [a if isinstance(a, Said) else Said(a) for a in answers]
        self.answer = lambda asked: queue.pop(0) if len(queue) > 1 else queue[0]

    def meet(self, calls: int) -> threading.Barrier:
        """The next calls are answered only once so many of them are there."""
        barrier = threading.Barrier(calls)
        self._meetings = [barrier] * calls
        return barrier

    def close(self) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()

    def _play(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        size = int(handler.headers.get("Content-Length") or 0)
        body = handler.rfile.read(size)
        headers = {name.lower(): value for name, value in handler.headers.items()}
        params = dict(parse_qsl(parts.query))
        asked = Asked(handler.command, parts.path, params, headers, body, parts.query)
        with self._lock:
            self.asked.append(asked)
            meeting = self._meetings.pop() if self._meetings else None
        if meeting:
            meeting.wait(5)
        with self._lock:
            said = self.answer(asked)
        sent = said.sent
        handler.send_response(said.status)
        for name, value in {"Content-Type": "application/json", **said.headers}.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(sent)))
        handler.end_headers()
        if not said.how:
            handler.wfile.write(sent)
            handler.wfile.flush()
            return
        handler.close_connection = True
        handler.wfile.write(sent[: len(sent) // 2])
        handler.wfile.flush()
        if said.how == "reset":
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            handler.connection.close()
        if said.how == "stall":
            self.over.wait(5)


class Time:
    """Time that passes only when somebody sleeps; keeps how long."""

    def __init__(self, start: float = 1_800_000_000.0) -> None:
        self.now = start
        self.slept: list[float] = []
        self._lock = threading.Lock()

    def tell(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.now += seconds
            self.slept.append(seconds)

    @property
    def clock(self) -> Clock:
        return Clock(self.tell, self.tell, self.sleep, lambda: 0.5)


@dataclass
class Puller:
    """Pulls a feed of a connector from the stage."""

    stage: Stage
    engine: Engine

    def __call__(
        self,
        connector: Connector,
        feed: str,
        secrets: dict[str, str],
        account: str = "1",
        window: Window | None = None,
        **how: Any,
    ) -> list[Page]:
        urls = dict.fromkeys(connector.urls, self.stage.url)
        window = window or Window(DAY, DAY)
        return list(
            pull(connector, feed, account, window, secrets, urls=urls, engine=self.engine, **how)
        )


def records(pages: list[Page]) -> list[Any]:
    """All records, read."""
    return [json.loads(bytes(record)) for page in pages for record in page.records]
