"""HTTP/1.1 on a socket: reads calls, writes replies, and breaks the line where it is told to.

A small parser of our own: the standard one spends most of a short call on e-mail headers.
"""

import select
import socket
import socketserver
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import cast

from sandbox.dialogue import Headers

HARMS = ("reset_in_body", "short_body", "stall", "reset_before_reply")


@dataclass(frozen=True)
class Call:
    """A request as it came over the line."""

    method: str
    target: str
    headers: Headers
    body: bytes


@dataclass
class Delivery:
    """What goes back, and how the line is to break; `seconds` bounds a stall."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    harm: str = ""
    seconds: float = 20.0

    def head(self) -> bytes:
        lines = [f"HTTP/1.1 {self.status} {_reason(self.status)}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n"


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


class Line(socketserver.StreamRequestHandler):
    """One connection, kept alive."""

    disable_nagle_algorithm = True

    @property
    def door(self) -> "Door":
        return cast("Door", self.server)

    def handle(self) -> None:
        try:
            while self._one_call():
                pass
        except (ConnectionError, TimeoutError, ValueError, OSError):
            return

    def _one_call(self) -> bool:
        call = self._read()
        if call is None:
            return False
        delivery = self.door.answer(call)
        if delivery.harm:
            self._break(delivery)
            return False
        self.connection.sendall(delivery.head() + delivery.body)
        return call.headers.get("Connection", "").lower() != "close"

    def _read(self) -> Call | None:
        start = self.rfile.readline(65_536)
        if not start.strip():
            return None
        method, target, _ = start.decode("latin-1").split(" ", 2)
        pairs: dict[str, str] = {}
        while (line := self.rfile.readline(65_536)) not in (b"\r\n", b"\n", b""):
            name, _, value = line.decode("latin-1").partition(":")
            pairs[name.strip()] = value.strip()
        headers = Headers(pairs)
        if headers.get("Expect", "").lower() == "100-continue":
            self.connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = self.rfile.read(int(headers.get("Content-Length", "0")))
        return Call(method, target, headers, body)

    def _break(self, delivery: Delivery) -> None:
        """Send half and then reset, end, or fall silent."""
        if delivery.harm != "reset_before_reply":
            half = delivery.body[: max(1, len(delivery.body) // 2)]
            if delivery.harm == "stall":
                half = delivery.body[: min(1024, max(1, len(delivery.body) // 2))]
            self.connection.sendall(delivery.head() + half)
        if delivery.harm == "stall":
            self._wait(delivery.seconds)
        if delivery.harm.startswith("reset"):
            # Linger of zero: closing sends RST and not FIN.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.door.forget(self.connection)
            self.rfile.close()
            self.connection.close()

    def _wait(self, seconds: float) -> None:
        """Until the time is over, the caller hangs up or the door closes."""
        select.select([self.connection], [], [], seconds)


class Door(socketserver.ThreadingTCPServer):
    """Listens on loopback and hands each call to `answer`."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, answer: Callable[[Call], Delivery], port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Line)
        self.answer = answer
        self._lines: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def open(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self.shutdown()
        self.server_close()
        with self._lock:
            lines, self._lines = self._lines, set()
        for line in lines:
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        self._thread.join(5)

    def forget(self, line: socket.socket) -> None:
        with self._lock:
            self._lines.discard(line)

    def process_request(self, request, client_address) -> None:
        with self._lock:
            self._lines.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request) -> None:
        self.forget(request)
        super().shutdown_request(request)

    def handle_error(self, request, client_address) -> None:
        """A caller that hangs up is no news."""
