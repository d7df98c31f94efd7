"""Make a virtual environment that holds exactly what a lock says, with nothing but Python 3.11+.

    python3 .ci/environment.py requirements.txt .venv

Skips everything when the environment was already made from the same lock by the same Python.
"""

import hashlib
import os
import subprocess
import sys
import time
import venv
from pathlib import Path

UV = "uv==0.13.9"
ROOT = Path(__file__).resolve().parents[1]


def main(lock: Path, target: Path) -> None:
    if sys.version_info < (3, 11):
        found = ".".join(map(str, sys.version_info[:3]))
        sys.exit(f"Python 3.11 or newer is needed, this is {found}. Try: make PYTHON=python3.11")
    stamp = target / f".made-from-{lock.name}"
    wanted = fingerprint(lock)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    started = time.monotonic()
    say(f"environment  {target.name} from {lock.name} (about half a minute, once)")
    environment = dict(os.environ, UV_COMPILE_BYTECODE="1", UV_NO_PROGRESS="1", UV_LINK_MODE="copy")
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment.pop("VIRTUAL_ENV", None)
    uv = bootstrap(target.parent / f"{target.name}-bootstrap", environment)
    run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, target], environment)
    python = target / "bin" / "python"
    into = ["--quiet", "--python", python]
    run([uv, "pip", "sync", *into, "--require-hashes", lock], environment)
    run([uv, "pip", "install", *into, "--no-deps", "--editable", ROOT], environment)
    stamp.write_text(wanted, encoding="utf-8")
    say(f"environment  ready after {time.monotonic() - started:.0f} s")


def fingerprint(lock: Path) -> str:
    """What the environment depends on: the lock, the project's own entry points, the Python."""
    parts = [lock.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), sys.version.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def bootstrap(folder: Path, environment: dict[str, str]) -> Path:
    """A small environment of its own that holds only the installer."""
    uv = folder / "bin" / "uv"
    if not uv.exists():
        venv.create(folder, with_pip=True, clear=True)
        pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet"]
        run([*pip, "--disable-pip-version-check", UV], environment)
    return uv


def run(command: list[str | Path], environment: dict[str, str]) -> None:
    done = subprocess.run([str(part) for part in command], env=environment, cwd=ROOT, check=False)
    if done.returncode != 0:
        sys.exit(f"environment  failed: {Path(str(command[0])).name} {command[1]}")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).absolute())
