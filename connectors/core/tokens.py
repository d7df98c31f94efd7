"""Access tokens that run out, shared by all who use one grant.

A rotating refresh token dies when it is used: the new pair is written (atomically, mode 0600, under
a lock that other processes respect) before anybody uses it.
"""

import fcntl
import hashlib
import os
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from connectors.core.dig import decoder

_MARGIN = 60.0


@dataclass(frozen=True)
class Token:
    """An access token, when it runs out (Unix time), and the refresh token that comes after it.

    `host`: the address at which the platform says the token is to be used, if it says so;
    `consent_ends_at`: when no refresh helps any more and a person must consent again; 0 if unsaid.
    `renewals`: how often its refresh token was exchanged, where that works only so often.
    """

    access: str = field(repr=False)
    expires_at: float
    refresh: str = field(default="", repr=False)
    host: str = ""
    consent_ends_at: float = 0.0
    renewals: int = 0


Fetch = Callable[[Token | None], Token]


def grant_key(connector: str, *seeds: str) -> str:
    """A name for one grant that gives nothing of it away."""
    digest = hashlib.sha256("\n".join(seeds).encode()).hexdigest()
    return f"{connector}-{digest[:16]}"


class Tokens:
    """The tokens of a process; those `kept` live in a folder that other processes share."""

    def __init__(self, folder: Path | None, wall: Callable[[], float]) -> None:
        self.folder, self.wall = folder, wall
        self._memory: dict[str, Token] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    def get(
        self, key: str, fetch: Fetch, *, refused: str | None = None, kept: bool = False
    ) -> Token:
        """A token that is neither run out nor the `refused` one; fetched once however many ask."""
        folder = self.folder if kept else None
        with self._locked(key, folder):
            last = _read(folder / f"{key}.json") if folder else self._memory.get(key)
            if last and last.access != refused and last.expires_at > self.wall() + _MARGIN:
                return last
            token = fetch(last)
            if folder:
                _write(folder / f"{key}.json", token)
            else:
                self._memory[key] = token
            return token

    @contextmanager
    def _locked(self, key: str, folder: Path | None) -> Generator[None]:
        with self._guard:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            if folder is None:
                yield
                return
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(folder / f"{key}.lock", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
                yield
            finally:
                os.close(handle)


def _read(path: Path) -> Token | None:
    """The token on disk; a damaged file is as good as none."""
    try:
        return decoder(Token).decode(path.read_bytes())
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def _write(path: Path, token: Token) -> None:
    beside = path.with_suffix(f".{os.getpid()}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(handle, msgspec.json.encode(token))
        os.fsync(handle)
    finally:
        os.close(handle)
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
