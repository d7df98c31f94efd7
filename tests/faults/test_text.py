"""C6: what people write comes through byte for byte, or is set aside as it came; never mended."""

import json

import pytest
import zstandard
from trial import CASES, Trial, playing

from sandbox.faults import Fault

pytestmark = [pytest.mark.http, pytest.mark.warehouse]

NAMES = (
    "🏕️ 露营 👩‍👩‍👧 e\u0301 \u00e9",
    "\u202eright to left\u202c \u200b\u200f\u2066x\u2069",
    "\"quoted\", 'single'; drop table source.rows; --",
    "line\r\nend\ttab\u2028sep\u0085",
    "\ufeffBOM first",
    "  blanks around  ",
    "NULL",
    '{"looks": "nested"}',
    "a\\b \\ud83d %s {0} ${x}",
)
LISTED = {"tiktok_ads": "campaign_name", "google_ads": "name", "meta_ads": "name"}


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_hostile_name_arrives_byte_for_byte(begin, name):
    trial = begin(CASES["tiktok_ads"])
    trial.sandbox.arm(Fault("hostile_text", "tiktok_ads", "campaign/get", value=name))
    took = trial.load("campaigns")
    assert took.exit_code == 0, took.told
    rows = trial.rows("tiktok_ads__campaigns")
    assert name.encode() in [text.encode() for text in rows["campaign_name"]]
    assert rows.height == 5


def test_the_worlds_own_names_arrive_byte_for_byte(world, tmp_path):
    with playing(world, *LISTED) as sandbox:
        trial = Trial(tmp_path / "home", sandbox, world, tuple(LISTED), accounts=2)
        for platform in LISTED:
            sandbox.arm(Fault("hostile_text", platform, "campaign", value=NAMES[0]))
        assert trial.load("campaigns").exit_code == 0
        for platform in LISTED:
            told = world.campaigns.filter(world.campaigns["platform"] == platform)
            names = trial.rows(f"{platform}__campaigns")["campaign_name"].to_list()
            assert NAMES[0] in names or platform == "google_ads"
            assert set(names) - {NAMES[0]} <= set(told["campaign_name"])


def test_a_gbk_file_among_utf8_ones_reads_the_same_and_says_what_it_was(world, sandbox, tmp_path):
    trial = Trial(tmp_path / "home", sandbox, world, ("sign_in_sheets",))
    trial.plant.drop_files()
    inbox = tmp_path / "home" / "inbox" / "sign_in_sheets"
    first, *others = sorted(inbox.glob("报名_*.csv"))
    for path in (*others, *inbox.glob("*.xlsx"), *inbox.glob("签单*")):
        path.unlink()
    text = decoded(first.read_bytes())
    first.write_bytes(text.encode("utf-8"))
    inbox.joinpath("报名_E-2026-98.csv").write_bytes(text.encode("gb18030"))
    inbox.joinpath("报名_E-2026-99.csv").write_bytes(text.encode("utf-8-sig"))
    took = trial.load("registrations")
    assert took.report.missing == []
    columns = "registration_id, company, ticket_type, name_hash, phone_hash"
    of = f'select {columns} from source."sign_in_sheets__registrations" where account_id = '
    plain = trial.frame(f"{of} '{first.stem}' order by all")
    assert plain.height > 20
    assert any("公司" in company for company in plain["company"])
    for other in ("报名_E-2026-98", "报名_E-2026-99"):
        assert trial.frame(f"{of} '{other}' order by all").equals(plain)
    assert encodings(trial) == {"utf-8", "gb18030", "utf-8-sig"}


def test_text_in_no_encoding_is_set_aside_as_it_came(world, sandbox, tmp_path):
    trial = Trial(tmp_path / "home", sandbox, world, ("clickstream",))
    trial.plant.drop_files()
    inbox = tmp_path / "home" / "inbox" / "clickstream"
    first, *others = sorted(inbox.glob("*.jsonl"))
    for path in others:
        path.unlink()
    good = first.read_bytes().splitlines()
    page = next(line for line in good if b'"type":"page"' in line)
    bad = page.replace(b'"title":"', b'"title":"\xff\xfe\xc3 ', 1).replace(
        b'"messageId":"', b'"messageId":"bad'
    )
    assert bad != page
    first.write_bytes(b"\n".join([*good, bad, b'{"torn":']) + b"\n")
    took = trial.load()
    assert took.exit_code == 3, took.told
    assert trial.reasons("clickstream__events") == ["invalid_utf8", "unreadable:record"]
    titles = trial.frame('select title from source."clickstream__events"')["title"]
    assert not titles.str.contains("\ufffd").any()
    assert took.report.totals.received == len(good) + 2
    assert bad in raw(trial)


def test_a_file_in_no_encoding_is_refused_by_its_name(world, sandbox, tmp_path):
    trial = Trial(tmp_path / "home", sandbox, world, ("sign_in_sheets",))
    inbox = tmp_path / "home" / "inbox" / "sign_in_sheets"
    inbox.mkdir(parents=True)
    inbox.joinpath("报名_E-2026-98.csv").write_bytes("报名编号,姓名\n".encode() + b"R1,\xff\xff\n")
    took = trial.load("registrations")
    assert took.exit_code == 3
    assert "报名_E-2026-98.csv" in took.told
    assert "neither UTF-8 (line 2) nor GB18030" in took.told
    assert trial.rows("sign_in_sheets__registrations").is_empty()


def decoded(data: bytes) -> str:
    """A dropped table, whichever of the two encodings it has."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def raw(trial: Trial) -> bytes:
    """Everything that came, as it came."""
    parts = []
    for path in trial.folder.glob("lake/raw/**/*.zst"):
        with path.open("rb") as file:
            parts.append(zstandard.ZstdDecompressor().stream_reader(file).read())
    return b"\n".join(parts)


def encodings(trial: Trial) -> set[str]:
    """What the raw records say their files were written in."""
    return {json.loads(line)["_encoding"] for line in raw(trial).splitlines() if line}
