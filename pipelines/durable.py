"""Files that survive a crash: safe names, whole-or-absent writes, locks between processes."""

import fcntl
import hashlib
import os
import re
import shutil
import threading
import time
import uuid
import weakref
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

LONGEST_NAME = 120  # bytes; file systems allow 255, and names get endings
UNSAFE = re.compile(r"[^\w.-]")


class Busy(Exception):
    """Somebody else works on the same files; waiting longer or coming back later helps."""


def safe_name(text: str) -> str:
    """A file name for any text: harmless, readable, and different for different texts.

    A changed name carries `~` and a part of the text's hash; `~` never survives unhashed.
    """
    raw = text.encode("utf-8", "surrogateescape")
    name = UNSAFE.sub("_", text)
    if name == text and len(raw) <= LONGEST_NAME and not text.startswith(".") and text:
        return text
    short = name.lstrip(".").encode("utf-8")[: LONGEST_NAME - 17].decode("utf-8", "ignore")
    return f"{short}~{hashlib.sha256(raw).hexdigest()[:16]}"


def sync(path: Path) -> None:
    """Wait until a file's bytes, or a folder's names, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def settle(made: Path, final: Path) -> None:
    """Give a finished file or folder its name; readers see all of it or none."""
    make_folder(final.parent)
    sync(made)
    made.replace(final)
    sync(final.parent)


def make_folder(folder: Path) -> None:
    """Make a folder and what is above it, each name on the disk."""
    new = []
    while not folder.exists():
        new.append(folder)
        folder = folder.parent
    for folder in reversed(new):
        folder.mkdir(exist_ok=True)
        sync(folder.parent)


def try_lock(path: Path) -> int | None:
    """A handle that holds the lock of a file or folder until closed, or None if somebody has it."""
    flags = os.O_RDONLY if path.is_dir() else os.O_RDWR | os.O_CREAT
    handle = os.open(path, flags | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


class Workshop:
    """A folder for half-made things, one bench per process, on the same disk as the results.

    A bench stays locked while its process lives: what is unlocked was left by a crash.
    """

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.root = root
        self._bench: Path | None = None
        self._guard = threading.Lock()

    def path(self, name: str) -> Path:
        """A place for a half-made file or folder of this name, not yet taken."""
        with self._guard:
            if self._bench is None:
                self._bench = self._set_up()
        return self._bench / f"{uuid.uuid4().hex[:8]}-{name}"

    @contextmanager
    def whole(self, final: Path) -> Generator[Path]:
        """A path to write a file to; it takes its final name only when the block ends well."""
        made = self.path(final.name)
        try:
            yield made
            settle(made, final)
        finally:
            made.unlink(missing_ok=True)

    def sweep(self) -> int:
        """Remove the benches of dead processes; returns how many."""
        swept = 0
        for bench in list(self.root.iterdir()):
            if bench != self._bench and (lock := try_lock(bench)) is not None:
                shutil.rmtree(bench)
                os.close(lock)
                swept += 1
        return swept

    def _set_up(self) -> Path:
        while True:
            bench = self.root / f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
            bench.mkdir(mode=0o700)
            lock = try_lock(bench)
            if lock is not None and bench.exists():
                weakref.finalize(self, _clear, bench, lock)
                return bench


def _clear(bench: Path, lock: int) -> None:
    shutil.rmtree(bench, ignore_errors=True)
    os.close(lock)


class ProcessLock:
    """One process at a time; inside it, one thread at a time, which may enter again.

    The kernel frees it when its process dies, so a killed run blocks nobody.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._thread = threading.RLock()
        self._depth = 0
        self._handle: int | None = None

    @contextmanager
    def held(self, wait: float, purpose: str) -> Generator[None]:
        """Hold the lock; `Busy` with the holder's process number if not free within `wait` s."""
        if not self._thread.acquire(timeout=wait):
            raise Busy(f"{self.path}: busy in this process; {purpose} waited {wait:g} s")
        try:
            if self._depth == 0:
                self._handle = self._take(wait, purpose)
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if self._depth == 0 and self._handle is not None:
                    os.close(self._handle)
                    self._handle = None
        finally:
            self._thread.release()

    def _take(self, wait: float, purpose: str) -> int:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        deadline = time.monotonic() + wait
        while (handle := try_lock(self.path)) is None:
            if time.monotonic() >= deadline:
                holder = self.path.read_text(errors="replace").strip() or "another process"
                raise Busy(f"{self.path}: held by {holder}; {purpose} waited {wait:g} s, try later")
            time.sleep(0.05)
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"process {os.getpid()}\n".encode(), 0)
        return handle
