"""A million ad rows of paged JSON: our chain against the hand-written floor, in one run.

`python -m benchmarks.load_ads [--rows N]` prints CPU and peak memory of both and their ratio.
Budget (docs/benchmarks.md): at most 2.0 × the floor's CPU, at most 1 GiB.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

MOST_CPU, MOST_MIB = 2.0, 1024


def measured(module: str, *arguments: str) -> dict[str, float]:
    """What a chain in a process of its own used."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{module} failed:\n{done.stderr or done.stdout}")
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    platform = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.ad_pages", str(rows)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert platform.stdout
        url = platform.stdout.readline().strip()
        with tempfile.TemporaryDirectory() as folder:
            floor = measured("benchmarks.chain_floor", url, str(Path(folder) / "floor"))
            ours = measured("benchmarks.chain_ours", url, str(Path(folder) / "ours"))
    finally:
        platform.terminate()
        platform.wait()
    if floor["rows"] != ours["rows"]:
        raise SystemExit(f"not the same rows: {floor} and {ours}")
    told = {"floor": floor, "ours": ours}
    told["ratio"] = round(ours["cpu_seconds"] / floor["cpu_seconds"], 2)
    told["within_budget"] = told["ratio"] <= MOST_CPU and ours["peak_mib"] <= MOST_MIB
    sys.stdout.write(json.dumps(told, indent=2) + "\n")


if __name__ == "__main__":
    main()
