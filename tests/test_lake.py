"""The lake keeps what was sent, whole or not at all."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from threading import Barrier

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.durable import Busy, ProcessLock, safe_name
from pipelines.lake import Lake
from pipelines.pulls import Counts, LakeError, Missing, Run
from pipelines.streams.clean import Cleaned, Control

NOW = datetime(2026, 11, 14, 1, 2, 3, tzinfo=UTC)
WINDOW = (date(2026, 11, 12), date(2026, 11, 13))

KILLED_IN_MID_PULL = """
import datetime, os, pathlib, signal, sys
from pipelines.lake import Lake
lake = Lake(pathlib.Path(sys.argv[1]))
now = datetime.datetime.now(datetime.UTC)
with lake.new_pull(connector="c", feed="f", account="a", start=None, end=None,
                   api_version="1", pulled_at=now) as writer:
    writer.write([b"{}"])
    os.kill(os.getpid(), signal.SIGKILL)
"""


def new_pull(lake, *, account="7", pulled_at=NOW, window=WINDOW):
    return lake.new_pull(
        connector="tiktok_ads",
        feed="ad_report",
        account=account,
        start=window[0],
        end=window[1],
        api_version="v1.3",
        pulled_at=pulled_at,
    )


def pull_of(lake, *records, **given):
    with new_pull(lake, **given) as writer:
        writer.write(records)
    return writer.pull


def files_below(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_records_come_back_byte_for_byte_one_per_line(tmp_path):
    lake = Lake(tmp_path)
    odd = '{"a": "青禾 \\n \\u2028 🏕", "b": 1.10}'.encode()
    pull = pull_of(lake, odd, b'{"a":\n  "spread over lines"}')
    [(name, data)] = lake.read_raw(pull).parts
    assert name == "part-00000.jsonl.zst"
    assert data == odd + b"\n" + b'{"a":   "spread over lines"}\n'


def test_the_manifest_tells_what_was_asked_and_what_came(tmp_path):
    lake = Lake(tmp_path, part_bytes=20)
    with new_pull(lake) as writer:
        writer.write([b'{"ad": "1"}', b'{"ad": "2"}'], totals={"spend": "1.10"}, repeats=1)
        writer.write([b'{"ad": "3"}'], totals={"spend": "2.20"}, provisional=[WINDOW[1]])
    [pull] = lake.pulls("tiktok_ads", "ad_report", "7")
    assert pull == writer.pull
    assert (pull.pages, pull.records, pull.repeats) == (2, 3, 1)
    assert pull.totals == {"spend": Decimal("3.30")}
    assert pull.provisional == (WINDOW[1],)
    assert [part.records for part in pull.files] == [2, 1]
    assert b"".join(data for _, data in lake.read_raw(pull).parts).count(b"\n") == 3


def test_a_pull_without_records_exists_too(tmp_path):
    lake = Lake(tmp_path)
    pull = pull_of(lake)
    assert lake.pulls() == [pull]
    assert list(lake.read_raw(pull).parts) == []


def test_a_pull_that_fails_leaves_nothing(tmp_path):
    lake = Lake(tmp_path)
    with pytest.raises(ConnectionError), new_pull(lake) as writer:
        writer.write([b"{}"])
        raise ConnectionError
    assert lake.pulls() == []
    assert files_below(tmp_path) == []


def test_what_a_killed_process_left_is_swept_and_was_never_a_pull(tmp_path):
    root = Path(__file__).parents[1]
    command = [sys.executable, "-c", KILLED_IN_MID_PULL, str(tmp_path)]
    assert subprocess.run(command, cwd=root, check=False).returncode == -9
    lake = Lake(tmp_path)
    assert lake.pulls() == []
    assert files_below(tmp_path / "tmp") != []
    assert lake.sweep() == 1
    assert list((tmp_path / "tmp").iterdir()) == []


def test_what_a_living_process_writes_is_not_swept(tmp_path):
    lake = Lake(tmp_path)
    with new_pull(lake) as writer:
        writer.write([b"{}"])
        assert Lake(tmp_path).sweep() == 0
    assert lake.pulls() == [writer.pull]


def test_damaged_raw_is_refused_and_named(tmp_path):
    lake = Lake(tmp_path)
    pull = pull_of(lake, b'{"ad": "1"}')
    part = lake.folder(pull) / pull.files[0].name
    part.write_bytes(part.read_bytes()[:-1] + b"\x00")
    with pytest.raises(LakeError, match=r"part-00000\.jsonl\.zst: damaged"):
        list(lake.read_raw(pull).parts)
    part.unlink()
    with pytest.raises(LakeError, match="damaged"):
        list(lake.read_raw(pull).parts)


def test_pulls_are_listed_in_the_order_they_were_made(tmp_path):
    lake = Lake(tmp_path)
    late = pull_of(lake, b"{}", pulled_at=NOW.replace(hour=5))
    early = pull_of(lake, b"{}", b"{}", account="8")
    twin = pull_of(lake, b"{}", account="8")
    assert lake.pulls() == [early, twin, late]
    assert lake.pulls(account="7") == [late]
    assert lake.find("tiktok_ads", "ad_report", "8", twin.pull_id) == twin


def test_the_last_pull_of_a_window_is_known(tmp_path):
    lake = Lake(tmp_path)
    pull_of(lake, b"{}")
    newer = pull_of(lake, b"{}", b"{}", pulled_at=NOW.replace(hour=3))
    other = pull_of(lake, pulled_at=NOW.replace(hour=4), window=(WINDOW[1], WINDOW[1]))
    assert lake.last("tiktok_ads", "ad_report", "7", WINDOW) == newer
    assert lake.last("tiktok_ads", "ad_report", "7") == other
    assert lake.last("tiktok_ads", "ad_report", "9") is None


@pytest.mark.parametrize(
    "name", ["../x", "/etc/passwd", "a\x00b", "é" * 200, ";rm -rf *", '"', "", ".", "..", "a\nb"]
)
def test_hostile_names_stay_inside_and_apart(tmp_path, name):
    lake = Lake(tmp_path / "lake")
    pull = pull_of(lake, b"{}", account=name)
    other = pull_of(lake, b"{}", account=name + " ")
    assert lake.folder(pull).parents[1] == tmp_path / "lake" / "raw" / "tiktok_ads" / "ad_report"
    assert lake.folder(pull).parent != lake.folder(other).parent
    assert lake.find("tiktok_ads", "ad_report", name, pull.pull_id) == pull
    assert {path.name for path in tmp_path.iterdir()} == {"lake"}


def test_harmless_names_are_kept_and_no_made_name_meets_them():
    assert safe_name("报名_E-2026-31_杭州") == "报名_E-2026-31_杭州"
    made = safe_name("a/b")
    assert made.startswith("a_b~")
    assert safe_name(made) != made


def test_raw_is_private(tmp_path):
    lake = Lake(tmp_path)
    pull = pull_of(lake, b"{}")
    folders = [tmp_path / "raw", tmp_path / "files", tmp_path / "tmp", lake.folder(pull)]
    assert [folder.stat().st_mode & 0o777 for folder in folders] == [0o700] * 4


def test_a_dropped_file_is_kept_by_content(tmp_path):
    lake = Lake(tmp_path / "lake")
    first, again = tmp_path / "签到_E-2026-31.csv", tmp_path / "copy.csv"
    first.write_bytes(b"x" * 3_000_000)
    again.write_bytes(b"x" * 3_000_000)
    kept = lake.take_file(first)
    assert kept.path.name == "签到_E-2026-31.csv"
    assert kept.path.read_bytes() == first.read_bytes()
    assert lake.take_file(first) == kept
    assert lake.take_file(again).sha256 == kept.sha256
    again.write_bytes(b"other")
    assert lake.take_file(again).sha256 != kept.sha256


def test_a_file_that_two_feeds_take_at_once_is_kept_once(tmp_path):
    lake, dropped, together = Lake(tmp_path / "lake"), tmp_path / "问卷.csv", Barrier(8)

    def take(_: int) -> int:
        together.wait()
        return lake.take_file(dropped).path.stat().st_ino  # another one if it was kept anew

    with ThreadPoolExecutor(8) as feeds:
        for turn in range(20):
            dropped.write_text(f"turn {turn}")
            assert len(set(feeds.map(take, range(8)))) == 1


def test_a_dropped_link_or_pipe_is_refused_by_name(tmp_path):
    lake = Lake(tmp_path / "lake")
    (tmp_path / "secret").write_text("outside")
    (tmp_path / "link.csv").symlink_to(tmp_path / "secret")
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(LakeError, match=r"link\.csv.*a link"):
        lake.take_file(tmp_path / "link.csv")
    with pytest.raises(LakeError, match=r"pipe\.csv.*not a regular file"):
        lake.take_file(tmp_path / "pipe.csv")
    assert files_below(tmp_path / "lake") == []


def test_clean_files_come_with_their_counts_or_not_at_all(tmp_path):
    lake = Lake(tmp_path)
    pull = pull_of(lake, b"{}", b"{}", b"{}")
    good, bad = pl.DataFrame({"ad_id": ["1"]}), pl.DataFrame({"_reason": ["negative_spend"]})
    cleaned = Cleaned(
        good=good,
        quarantined=bad,
        parents=None,
        drift=["new.field"],
        controls=[Control("spend", Decimal("1.10"), Decimal("1.30"))],
        received=3,
        repeats=1,
        superseded=0,
        filtered=0,
    )
    written = lake.write_clean("tiktok_ads__ad_report", pull, cleaned, fingerprint="1")
    assert lake.batch("tiktok_ads__ad_report", pull, "1") == written
    assert lake.batch("tiktok_ads__ad_report", pull, "2") is None
    assert lake.batch("other", pull) is None
    assert_frame_equal(pl.read_parquet(written.good), good)
    assert written.quarantined
    assert_frame_equal(pl.read_parquet(written.quarantined), bad)
    assert written.counts == Counts(received=3, good=1, quarantined=1, repeats=1)
    assert (written.parents, written.drift) == (None, ("new.field",))
    assert written.control_difference == Decimal("0.20")


def test_raw_reads_as_the_streams_want_it(tmp_path):
    lake = Lake(tmp_path)
    with new_pull(lake) as writer:
        writer.write([b"{}"], totals={"spend": "1"}, provisional=[WINDOW[1]])
    raw = lake.read_raw(writer.pull)
    assert (raw.account_id, raw.pull_id, raw.pulled_at) == ("7", writer.pull.pull_id, NOW)
    assert (raw.window, raw.provisional) == (WINDOW, (WINDOW[1],))
    assert raw.totals == {"spend": Decimal(1)}
    assert list(raw.parts) == list(raw.parts) == [("part-00000.jsonl.zst", b"{}\n")]


def test_run_records_come_back_in_order(tmp_path):
    lake = Lake(tmp_path)
    missing = Missing(
        connector="c", feed="f", account="a", start=NOW.date(), end=NOW.date(), reason="r", at=NOW
    )
    late = Run(run_id="b", at=NOW.replace(hour=9), missing=(missing,))
    early = Run(run_id="z", at=NOW, report={"rows": 1})
    lake.write_run(late)
    lake.write_run(early)
    assert lake.runs() == [early, late]


def test_a_lock_is_entered_again_by_its_holder_and_by_nobody_else(tmp_path):
    lock = ProcessLock(tmp_path / "lock")
    other = ProcessLock(tmp_path / "lock")
    message = f"held by process {os.getpid()}"
    with (
        lock.held(0, "a run"),
        lock.held(0, "its load"),
        pytest.raises(Busy, match=message),
        other.held(0, "b run"),
    ):
        pass
    with other.held(0, "b run"):
        pass
