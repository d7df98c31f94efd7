"""Starts `marketing run` again and again without paying its imports again: eight CPU seconds each.

Reads one environment a line (JSON), forks, and answers with two lines: the process id, and how the
process ended. The child leads a process group of its own. It must be forked before anything is
computed: polars has begun no pool of threads then. A child ends without taking libraries apart:
DuckDB would wait for a thread that only its parent has.
"""

import json
import os
from contextlib import suppress

from pipelines import quality
from pipelines.build import import_dbt
from pipelines.cli import app


def main() -> None:
    """Until no more environments come."""
    quality.warm_up()
    import_dbt()
    for line in os.fdopen(0, "rb", 0):
        child = os.fork()
        if not child:
            become_a_run(json.loads(line))
        with suppress(OSError):  # the child did it before
            os.setpgid(child, child)
        answer(child)
        _, status = os.waitpid(child, 0)
        answer(os.waitstatus_to_exitcode(status))


def become_a_run(environ: dict[str, str]) -> None:
    """What a shell would have given the process."""
    with suppress(OSError):
        os.setpgid(0, 0)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.environ.update(environ)
    try:
        app(["run"])
    except SystemExit as end:
        os._exit(int(end.code or 0))
    finally:
        os._exit(1)


def answer(number: int) -> None:
    """One number to the test."""
    os.write(1, f"{number}\n".encode())


if __name__ == "__main__":
    main()
