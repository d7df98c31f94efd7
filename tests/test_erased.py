"""A person whom five sources know is erased, and looked for in everything that is left."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest
import zstandard
from typer.testing import CliRunner, Result

from connectors import CONNECTORS
from pipelines.build import Dbt
from pipelines.cli import app
from pipelines.erasing import LIST, listed, strike
from pipelines.load import Loader
from pipelines.settings import load_settings
from pipelines.streams.persons import Person, identifier
from sandbox.secrets import SECRETS

pytestmark = [pytest.mark.warehouse, pytest.mark.dbt]

EMAIL, PHONE, MEMBER = "Zoë.Liu@mail.example", "138 0000 0001", "U-777"
EXTERNAL, UNION, NAME = "wm-external-777", "o-union-777", "刘佐伊"
CLEAR = {
    *(EMAIL, EMAIL.lower(), PHONE, "13800000001", "+86 13800000001", MEMBER),
    *(EXTERNAL, UNION, NAME, "203.0.113.77", "avatar-of-777"),
}
KINDS = {
    "email": EMAIL,
    "phone": PHONE,
    "member": MEMBER,
    "external_userid": EXTERNAL,
    "union_id": UNION,
    "name": NAME,
}
OTHER = "ben@mail.example"
SENT = datetime(2026, 11, 12, 2, tzinfo=UTC)
SOURCES = """
zone = "Asia/Shanghai"
reporting_currency = "CNY"
first_day = 2026-11-01
{sections}
"""
ACCOUNTS = {
    "hubspot": "crm",
    "shopify": "qinghe",
    "clickstream": "site",
    "wecom": "corp",
    "sign_in_sheets": "events",
}
APIS = ("hubspot", "shopify", "wecom")
SHEET = f"""沙龙（杭州站）报名签到表
导出时间：2026-11-12
报名编号,报名时间,姓名,手机,公司,票种,票价,审核状态,签到状态,签到时间,来源
R1,2026/11/1 11:20,{NAME},+86 13800000001,-,标准,￥99.00,已通过,√,,公众号
R2,2026/11/1 11:21,本,13900000002,-,标准,￥99.00,已通过,√,,公众号
"""


def contact(number: str, email: str, phone: str | None, **told: object) -> dict:
    """A contact of HubSpot."""
    dates = dict.fromkeys(("createdate", "lastmodifieddate"), "2026-11-01T00:00:00Z")
    state = {"lifecyclestage": "lead", "hs_lead_status": "NEW", **dates}
    return {"id": number, "properties": {"email": email, "phone": phone, **state, **told}}


def order(number: int, email: str, price: str, **customer: object) -> dict:
    """An order of Shopify."""
    moment = "2026-11-10T10:15:02+08:00"
    return {
        "id": number,
        "name": f"#{number}",
        **dict.fromkeys(("created_at", "updated_at", "processed_at"), moment),
        "financial_status": "paid",
        "currency": "CNY",
        **dict.fromkeys(("total_price", "subtotal_price"), price),
        **dict.fromkeys(("total_discounts", "total_tax"), "0.00"),
        "test": False,
        "email": email,
        "phone": None,
        "customer": {"id": 9000 + number, "email": email, **customer},
        "line_items": [],
        "refunds": [],
    }


def identify() -> dict:
    """The person signs in on the site."""
    sent = {"email_sha256": sha256(EMAIL.lower().encode()).hexdigest()}
    return {
        "messageId": "m1",
        "type": "identify",
        "anonymousId": "a-1",
        "userId": MEMBER,
        "traits": sent,
        "context": {"ip": "203.0.113.77"},
        "timestamp": "2026-11-11T02:11:43Z",
        "receivedAt": "2026-11-11T02:11:44Z",
    }


def friend(external: str, union: str, name: str, mobile: str) -> dict:
    """Somebody is connected with a member of staff."""
    about = {"name": name, "avatar": f"http://wx.example/avatar-of-{external[-3:]}", "type": 1}
    follow = {"userid": "wangwu", "createtime": 1762826400, "remark": name, "add_way": 1}
    return {
        "external_contact": {"external_userid": external, "unionid": union, **about},
        "follow_info": {**follow, "remark_mobiles": [mobile], "state": ""},
    }


KNOWN = {
    ("hubspot", "contacts"): [
        contact("1", EMAIL, PHONE, member_no=MEMBER),
        contact("2", OTHER, "13900000002"),
    ],
    ("shopify", "orders"): [
        order(1, EMAIL, "110.00", phone="+86 13800000001", first_name=NAME),
        order(2, OTHER, "7.00"),
    ],
    ("clickstream", "events"): [identify()],
    ("wecom", "contacts"): [
        friend(EXTERNAL, UNION, NAME, "13800000001"),
        friend("wm-external-888", "o-union-888", "本", "13900000002"),
    ],
}


class Home:
    """A data folder of a few records, and what its commands say."""

    def __init__(self, home: Path, parsed: Dbt) -> None:
        self.home = home
        shutil.copytree(parsed.folder, home / "dbt")
        sections = "\n".join(
            f"[{connector}]\non = true\n"
            + f'accounts = [{{id = "{account}", zone = "Asia/Shanghai"}}]' * (connector in APIS)
            for connector, account in ACCOUNTS.items()
        )
        (home / "sources.toml").write_text(SOURCES.format(sections=sections), encoding="utf-8")
        self.environ = {
            **SECRETS,
            "MARKETING_HOME": str(home),
            "MARKETING_SOURCES": str(home / "sources.toml"),
            "MARKETING_TODAY": "2026-11-13",
        }

    @property
    def loader(self) -> Loader:
        return Loader(load_settings(CONNECTORS, self.environ, need_secrets=False))

    def land(self, moment: datetime, sheet: str) -> None:
        """Everything that the sources tell, as their pulls keep it, and a dropped sheet."""
        loader = self.loader
        for (connector, feed), records in KNOWN.items():
            day = None if connector in ("hubspot", "wecom") else moment.date()
            with loader.lake.new_pull(
                connector=connector,
                feed=feed,
                account=ACCOUNTS[connector],
                start=day,
                end=day,
                api_version="1",
                pulled_at=moment,
            ) as writer:
                writer.write(json.dumps(one, ensure_ascii=False).encode() for one in records)
        inbox = self.home / "inbox" / "sign_in_sheets"
        inbox.mkdir(parents=True, exist_ok=True)
        (inbox / sheet).write_text(SHEET, encoding="utf-8-sig")

    def load(self) -> Loader:
        """Pull what was dropped, clean, judge and store everything that waits."""
        loader = self.loader
        loader.prepare()
        for pulled in loader.pull(loader.asks(["sign_in_sheets"])):
            assert not pulled.missing, pulled
        streams = [one for name in ACCOUNTS for one in loader.streams_of(name)]
        for name, pulls in loader.waiting(streams).items():
            gated = loader.gate(loader.streams[name], pulls)
            assert not gated.blocked, gated.blocked
            loader.store(gated)
        return loader

    def call(self, *arguments: str) -> Result:
        return CliRunner().invoke(app, list(arguments), env=self.environ)

    def ask(self, sql: str) -> list[tuple]:
        with duckdb.connect(str(self.home / "warehouse.duckdb"), read_only=True) as db:
            return db.execute(sql).fetchall()


def needles(hash_key: str) -> dict[str, str]:
    """Everything that would lead to the person: what was told, and each of its hashes."""
    told = {one: one for one in CLEAR}
    for kind, value in KINDS.items():
        spelled = {value, value.lower(), value.replace(" ", "")}
        told |= {sha256(one.encode()).hexdigest(): f"sha256 of {kind}" for one in spelled}
        if one := identifier(value, Person(kind), hash_key):
            told[one] = f"keyed hash of {kind}"
    return told


def everything(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file as it lies there, and what is packed in it; the list of the erased is left out."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink() or path.name == LIST or "dbt" in path.parts:
            continue
        place, data = str(path.relative_to(folder)), path.read_bytes()
        yield place, data
        if path.suffix == ".zst":
            yield place, zstandard.ZstdDecompressor().decompressobj().decompress(data)
        elif path.suffix == ".parquet":
            with duckdb.connect() as db:
                rows = db.execute(
                    "select to_json(told)::text from read_parquet(?) as told", [str(path)]
                )
                yield place, "\n".join(row[0] for row in rows.fetchall()).encode()
        elif path.suffix == ".duckdb":
            yield from tables(place, path)


def tables(place: str, path: Path) -> Iterator[tuple[str, bytes]]:
    """Every row of every table of every schema, all columns as text."""
    with duckdb.connect(str(path), read_only=True) as db:
        found = db.execute("""
            select format('"{}"."{}"', table_schema, table_name)
            from information_schema.tables where table_type = 'BASE TABLE'""").fetchall()
        for (table,) in found:
            rows = db.execute(f"select to_json(told)::text from {table} as told").fetchall()
            yield f"{place} {table}", "\n".join(row[0] for row in rows).encode()


def traces(home: Home) -> set[tuple[str, str]]:
    """Where the person is still found, and by what."""
    wanted = {
        spelling: name
        for one, name in needles(home.loader.settings.hash_key).items()
        for spelling in {one.encode(), json.dumps(one).strip('"').encode()}
    }
    return {
        (place, name)
        for place, data in everything(home.home)
        if "inbox" not in Path(place).parts
        for one, name in wanted.items()
        if one in data
    }


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, parsed: Dbt) -> Home:
    """Loaded, the person known; then erased by the one address that she gave."""
    home = Home(tmp_path_factory.mktemp("erased") / "home", parsed)
    home.land(SENT, "报名_E-2026-31_杭州.csv")
    loader = home.load()
    built = Dbt(loader.warehouse.path, home.home / "dbt").build(
        select=["+int_identity_groups"], only_named=True
    )
    assert built.is_right, [built.error, *built.failed]
    found = traces(home)
    assert set(ACCOUNTS) == {
        place.split("/")[2] for place, _ in found if place.startswith("lake/raw")
    }
    for account in ACCOUNTS:
        assert any(f'"source"."{account}__' in place for place, _ in found), account
    done = home.call("erase", "--email", EMAIL)
    assert done.exit_code == 0, done.output
    assert "报名_E-2026-31_杭州.csv" in done.output
    return home


def test_nothing_is_left_of_an_erased_person_anywhere(home: Home):
    assert traces(home) == set()


def test_the_amounts_stay_and_lead_to_nobody(home: Home):
    orders = home.ask("""
        select paid, is_identified, identity_strength
        from marts.fct_order join marts.dim_person using (person_key) order by paid""")
    assert [row[0] for row in orders] == [Decimal(7), Decimal(110)]
    shared = home.ask("""
        select person_key from marts.fct_order group by all having count(*) > 1""")
    assert shared == []
    assert home.ask("select count(*) from source.sign_in_sheets__registrations") == [(2,)]
    others = home.ask("select email_hash from source.hubspot__contacts order by contact_id")
    key = home.loader.settings.hash_key
    assert others == [(None,), (identifier(OTHER, Person("email"), key),)]


def test_what_is_sent_again_brings_nobody_back_and_erasing_twice_is_erasing_once(home: Home):
    home.land(SENT + timedelta(hours=3), "报名_E-2026-31_杭州（2）.csv")
    loader = home.load()
    assert traces(home) == set()
    assert home.ask("select count(*) from source.hubspot__contacts") == [(2,)]
    struck = strike(
        loader.lake, list(loader.streams.values()), listed(loader.lake), loader.settings.hash_key
    )
    assert (struck.records, struck.files) == (0, [])


def test_what_only_an_erased_person_is_told_by_is_struck_and_refuses_no_load(home: Home):
    loader, moment = home.loader, SENT + timedelta(hours=1)
    alone = {
        ("wecom", "contacts"): friend(EXTERNAL, UNION, NAME, "13800000001"),
        ("hubspot", "contacts"): contact("3", EMAIL, PHONE),
    }
    for (connector, feed), record in alone.items():
        with loader.lake.new_pull(
            connector=connector,
            feed=feed,
            account="elsewhere",
            start=None,
            end=None,
            api_version="1",
            pulled_at=moment,
        ) as writer:
            writer.write([json.dumps(record, ensure_ascii=False).encode()])
        assert writer.pull
        stream = loader.streams[f"{connector}__{feed}"]
        gated = loader.gate(stream, [writer.pull])
        assert (gated.blocked, gated.warnings) == (None, ())
        loader.store(gated)
    logged = home.ask("""
        select stream, received, good, quarantined, repeats, filtered, struck
        from ops.loads where account_id = 'elsewhere' order by stream""")
    assert logged == [
        ("hubspot__contacts", 1, 1, 0, 0, 0, 0),
        ("wecom__contacts", 1, 0, 0, 0, 0, 1),
    ]
    assert home.ask("from source.wecom__contacts where account_id = 'elsewhere'") == []
