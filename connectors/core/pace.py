"""How fast and how patiently: deadlines, back-off, and a pace per account."""

import random
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol


@dataclass(frozen=True)
class Clock:
    """The three ways core knows time; a test brings its own."""

    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random


@dataclass(frozen=True)
class Limits:
    """Bounds of one request, in seconds, tries and bytes; nothing here runs for ever.

    `stalls`: how many of the tries may end in a time-out; `total`: seconds of all tries and the
    waits between them, whoever asked for the wait.
    """

    tries: int = 6
    stalls: int = 3
    first_wait: float = 1.0
    longest_backoff: float = 60.0
    longest_wait: float = 300.0
    connect: float = 10.0
    read: float = 60.0
    total: float = 300.0
    body: int = 512 * 1024 * 1024

    def waiting(self, longest: float | None) -> "Limits":
        """These, but for a platform that may ask for waits this long, up to three in a row."""
        if longest is None or longest <= self.longest_wait:
            return self
        return replace(self, longest_wait=longest, total=max(self.total, 3 * longest))

    def wait(
        self, tried: int, asked: float | None, jitter: float, first: float | None = None
    ) -> float:
        """Seconds before the next try: never less than asked or `first`, doubling, with jitter."""
        if asked is not None:
            return asked + jitter * min(1.0, 0.1 * asked)
        if first is not None:
            backoff = min(max(first, self.longest_backoff), first * 2 ** (tried - 1))
            return backoff * (1 + jitter / 4)
        return min(self.longest_backoff, self.first_wait * 2 ** (tried - 1)) * (0.5 + jitter / 2)


@dataclass
class Effort:
    """What one request has cost so far; the turns it waited for do not count."""

    limits: Limits
    tried: int = 0
    stalls: int = 0
    spent: float = 0.0

    @property
    def left(self) -> float:
        return self.limits.total - self.spent

    def failed(self, wait: float, stalled: bool) -> bool:
        """Count one failed try; is another one after this wait still within bounds?"""
        self.tried += 1
        self.stalls += stalled
        is_bearable = wait <= self.limits.longest_wait and wait < self.left
        return self.tried < self.limits.tries and self.stalls < self.limits.stalls and is_bearable


class Turns(Protocol):
    """Lets the calls of one account through, each in its turn."""

    def wait(self) -> float:
        """Take one call; returns the seconds slept for it."""
        ...

    def pause(self, seconds: float) -> None:
        """No call for so long: the platform says its budget is nearly used."""
        ...


class PerSecond:
    """At most `rate` calls in any second (one in any 1/rate seconds below that)."""

    def __init__(self, rate: float, clock: Clock) -> None:
        calls = max(1, int(rate))
        self.span, self.clock = calls / rate, clock
        self._begun: deque[float] = deque(maxlen=calls)
        self._not_before = 0.0
        self._lock = threading.Lock()

    def wait(self) -> float:
        """Take one call; returns the seconds slept for it."""
        with self._lock:
            now = self.clock.monotonic()
            begins = max(now, self._not_before)
            if len(self._begun) == self._begun.maxlen:
                begins = max(begins, self._begun[0] + self.span)
            self._begun.append(begins)
        if begins > now:
            self.clock.sleep(begins - now)
        return begins - now

    def pause(self, seconds: float) -> None:
        """No call of this account for so long: the platform says its budget is nearly used."""
        with self._lock:
            self._not_before = self.clock.monotonic() + seconds


class TokenBucket:
    """At most `burst` calls at once and `rate` a second over time; threads wait their turn."""

    def __init__(self, rate: float, burst: float, clock: Clock) -> None:
        self.rate, self.burst, self.clock = rate, burst, clock
        self._tokens = burst
        self._seen = clock.monotonic()
        self._lock = threading.Lock()

    def wait(self) -> float:
        """Take one call; returns the seconds slept for it."""
        with self._lock:
            now = self.clock.monotonic()
            self._tokens = min(self.burst, self._tokens + (now - self._seen) * self.rate)
            self._seen = now
            self._tokens -= 1
            debt = max(0.0, -self._tokens / self.rate)
        if debt:
            self.clock.sleep(debt)
        return debt

    def pause(self, seconds: float) -> None:
        """No call of this account for so long: the platform says its budget is nearly used."""
        with self._lock:
            self._tokens = min(self._tokens, 1 - seconds * self.rate)
            self._seen = self.clock.monotonic()


@dataclass
class Pace:
    """The turns and slots of one process, by connector and account."""

    clock: Clock = field(default_factory=Clock)
    _turns: dict[tuple[str, ...], Turns] = field(default_factory=dict)
    _slots: dict[tuple[str, ...], threading.BoundedSemaphore] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def turns(self, key: tuple[str, ...], rate: float, burst: int | None = None) -> Turns:
        """The pace of one account; with `burst` the platform counts by a bucket of that size."""
        with self._lock:
            if key not in self._turns:
                by_bucket = TokenBucket(rate, burst, self.clock) if burst else None
                self._turns[key] = by_bucket or PerSecond(rate, self.clock)
            return self._turns[key]

    def slots(self, key: tuple[str, ...], at_once: int) -> threading.BoundedSemaphore:
        with self._lock:
            return self._slots.setdefault(key, threading.BoundedSemaphore(at_once))
