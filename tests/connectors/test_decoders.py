"""Types of replies are learnt by one thread at a time: two at once end the process."""

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
AT_ONCE = """
import sys, threading
import msgspec
from connectors.core import decoder

sys.setswitchinterval(1e-6)
body = b'{"a": [{"x": 1, "y": [{"z": 2}]}], "c": {"x": 3}}'
for _ in range(300):
    inner = msgspec.defstruct("Inner", [("z", int | None, None)])
    middle = msgspec.defstruct("Middle", [("x", int | None, None), ("y", list[inner] | None, None)])
    outer = msgspec.defstruct("Outer", [("a", list[middle], None), ("c", middle | None, None)])
    start = threading.Barrier(4)

    def read():
        start.wait()
        assert decoder(outer).decode(body).a[0].y[0].z == 2

    threads = [threading.Thread(target=read) for _ in range(4)]
    [one.start() for one in threads]
    [one.join() for one in threads]
"""


def test_many_threads_may_ask_for_one_type_at_once():
    done = subprocess.run([sys.executable, "-c", AT_ONCE], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_nothing_is_decoded_to_a_type_but_by_a_decoder_made_once():
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for folder in ("connectors", "pipelines")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "msgspec.json.decode"
        and any(word.arg == "type" for word in node.keywords)
    ]
    assert found == []
