"""CPU seconds and peak memory of this process and its children, as one JSON line."""

import json
import resource
import sys


def report(rows: int) -> None:
    """Print what the process has used so far."""
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    used = {
        "rows": rows,
        "cpu_seconds": round(
            own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime, 2
        ),
        "peak_mib": round(max(own.ru_maxrss, children.ru_maxrss) / 1024),
    }
    sys.stdout.write(json.dumps(used) + "\n")
