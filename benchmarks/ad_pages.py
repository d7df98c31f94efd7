"""A loopback platform with a million ad rows: prepared pages, 25 columns a row, served as bytes.

It speaks the report call of the TikTok Ads contract (`report/integrated/get/`) and nothing else. It
runs in a process of its own, so that its CPU is not counted. `python -m benchmarks.ad_pages ROWS`
prints its address and serves until it is ended; `--latency` seconds a page, and calls beyond
`--per-second` of one account get 429.
"""

import argparse
import json
import sys
import threading
import time
from collections import defaultdict, deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

DAYS = 30
EXTRA = [f"metric_{number:02}" for number in range(16)]


def row(number: int) -> dict[str, dict[str, str]]:
    """One ad on one day: ids, names, money and counts as the contract writes them (all text)."""
    metrics = {
        "campaign_id": f"{1750000000000000 + number % 400}",
        "adgroup_id": f"{1755000000000000 + number % 4000}",
        "spend": f"{number % 9000 / 100:.2f}",
        "impressions": str(1000 + number % 9000),
        "clicks": str(number % 900),
        "conversion": str(number % 9),
        "total_purchase_value": f"{number % 9 * 19.5:.2f}",
        "currency": "USD",
    } | {name: str((number * 7) % 1000) for name in EXTRA}
    day = f"2026-10-{1 + number % DAYS:02} 00:00:00"
    ad = str(1760000000000000 + number // DAYS)
    return {"dimensions": {"ad_id": ad, "stat_time_day": day}, "metrics": metrics}


def page(number: int, pages: int, rows: int, size: int) -> bytes:
    """The body of page `number` (from 1)."""
    first = (number - 1) * size
    listed = [row(index) for index in range(first, min(first + size, rows))]
    info = {"page": number, "page_size": size, "total_number": rows, "total_page": pages}
    reply = {"code": 0, "message": "OK", "request_id": str(number)}
    return json.dumps(reply | {"data": {"list": listed, "page_info": info}}).encode()


class Turnstile:
    """Lets so many calls of one account through in any second; 0 lets all through."""

    def __init__(self, per_second: int) -> None:
        self.per_second = per_second
        self._recent: dict[str, deque[float]] = defaultdict(deque)
        self._lock = threading.Lock()

    def lets_through(self, account: str) -> bool:
        if not self.per_second:
            return True
        with self._lock:
            now, recent = time.monotonic(), self._recent[account]
            while recent and recent[0] <= now - 0.95:  # of two processes, one may be late
                recent.popleft()
            recent.append(now)
            return len(recent) <= self.per_second


def serve(rows: int, size: int, latency: float, per_second: int) -> None:
    """Serve until the process is ended."""
    pages = -(-rows // size)
    bodies = [page(number, pages, rows, size) for number in range(1, pages + 1)]
    turnstile = Turnstile(per_second)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            is_let = turnstile.lets_through(query["advertiser_id"][0])
            body = bodies[int(query["page"][0]) - 1] if is_let else b""
            time.sleep(latency)
            self.send_response(200 if is_let else 429)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int)
    parser.add_argument("--page", type=int, default=1000)
    parser.add_argument("--latency", type=float, default=0.0)
    parser.add_argument("--per-second", type=int, default=0)
    asked = parser.parse_args()
    serve(asked.rows, asked.page, asked.latency, asked.per_second)


if __name__ == "__main__":
    main()
