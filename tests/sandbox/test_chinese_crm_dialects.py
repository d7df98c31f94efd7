"""Fxiaoke and Xiaoshouyi as the sandbox plays them."""

import polars as pl
import pytest
import requests

from sandbox.crm import exports
from sandbox.secrets import SECRETS
from sandbox.server import Fault

pytestmark = pytest.mark.http


class Fxiaoke:
    def __init__(self, sandbox) -> None:
        self.base = sandbox.url("fxiaoke")
        names = {"appId": "APP_ID", "appSecret": "APP_SECRET", "permanentCode": "PERMANENT_CODE"}
        self.grant = {name: SECRETS[f"FXIAOKE_{key}"] for name, key in names.items()}
        told = self.post("/cgi/corpAccessToken/get/V2", **self.grant)
        self.body = {"corpId": told["corpId"], "corpAccessToken": told["corpAccessToken"]}
        mobile = SECRETS["FXIAOKE_SERVICE_MOBILE"]
        (user,) = self.post("/cgi/user/getByMobile", **self.body, mobile=mobile)["empList"]
        self.body["currentOpenUserId"] = user["openUserId"]

    def post(self, path, **body):
        return requests.post(self.base + path, json=body, timeout=10).json()

    def query(self, name, offset=0, limit=100, filters=()):
        info = {"offset": offset, "limit": limit, "filters": list(filters)}
        info["orders"] = [{"fieldName": "last_modified_time", "isAsc": "true"}]
        data = {"dataObjectApiName": name, "search_query_info": info}
        return self.post("/cgi/crm/v2/data/query", **self.body, data=data)


@pytest.fixture
def fxiaoke(play):
    return Fxiaoke(play("fxiaoke"))


def test_leads_come_in_order_and_the_invalidated_are_among_them(fxiaoke, company):
    told = fxiaoke.query("LeadsObj")["data"]
    known = company.sales_leads.filter(pl.col("account_id") == "FSCID_A1B2C3D4")
    assert told["total"] == len(told["dataList"]) == len(known)
    stamps = [row["last_modified_time"] for row in told["dataList"]]
    assert stamps == sorted(stamps)
    assert {row["owner"][0] for row in told["dataList"]} <= {
        row["owner__l"][0]["id"] for row in told["dataList"]
    }


def test_opportunities_keep_money_as_text_and_lookups_as_lists(fxiaoke, company):
    rows = fxiaoke.query("NewOpportunityObj")["data"]["dataList"]
    known = company.sales_deals.filter(pl.col("account_id") == "FSCID_A1B2C3D4")
    assert sum(float(row["amount"]) for row in rows) == pytest.approx(float(known["amount"].sum()))
    assert {row["leads_id"][0] for row in rows} == set(known["lead_id"])
    assert all(row["close_date"] % 86_400_000 == 57_600_000 for row in rows)


def test_times_are_filtered_in_milliseconds(fxiaoke):
    total = fxiaoke.query("LeadsObj")["data"]["total"]
    edge = ["1793500000000"]
    parts = [
        fxiaoke.query("LeadsObj", filters=[
            {"field_name": "last_modified_time", "operator": op, "field_values": edge}
        ])["data"]["total"]
        for op in ("GTE", "LT")
    ]  # fmt: skip
    assert sum(parts) == total
    assert min(parts) > 0


def test_the_description_of_an_object_says_what_its_codes_mean(fxiaoke):
    about = {"apiName": "AccountObj", "includeDetail": False}
    told = fxiaoke.post("/cgi/crm/v2/object/describe", **fxiaoke.body, data=about)
    options = told["data"]["describe"]["fields"]["industry_level1"]["options"]
    codes = {one["value"] for one in options}
    rows = fxiaoke.query("AccountObj")["data"]["dataList"]
    assert {row["industry_level1"] for row in rows} <= codes


def test_fxiaoke_refuses_with_status_200(fxiaoke):
    assert fxiaoke.query("LeadsObj", limit=101)["errorCode"]
    assert "权限" in fxiaoke.query("QuoteObj")["errorMessage"]
    fxiaoke.body["corpAccessToken"] = "wrong"
    assert "corpAccessToken" in fxiaoke.query("LeadsObj")["errorMessage"]
    wrong = fxiaoke.grant | {"appSecret": "wrong"}
    assert fxiaoke.post("/cgi/corpAccessToken/get/V2", **wrong)["errorCode"]


class Xiaoshouyi:
    def __init__(self, sandbox) -> None:
        self.login = sandbox.url("xiaoshouyi", "login")
        names = ("client_id", "client_secret", "username", "password")
        self.grant = {name: SECRETS[f"XIAOSHOUYI_{name.upper()}"] for name in names}
        self.grant |= {"grant_type": "password", "redirect_uri": "https://localhost"}
        told = requests.post(f"{self.login}/auc/oauth2/token", data=self.grant, timeout=10).json()
        self.base, self.token = told["instance_uri"], told["access_token"]

    def post(self, call, authorization=None, **body):
        headers = {"Authorization": authorization or f"Bearer {self.token}"}
        url = f"{self.base}/rest/data/v2.0/query/{call}"
        return requests.post(url, data=body, headers=headers, timeout=10).json()

    def scroll(self, xoql):
        found, locator, scrolls = [], "", 0
        while locator or not scrolls:
            told = self.post("xoqlScroll", xoql=xoql, batchCount=2000, queryLocator=locator)
            found += told["data"].get("records", [])
            locator, scrolls = told["queryLocator"], scrolls + 1
        return found


@pytest.fixture
def sandbox(play):
    return play("xiaoshouyi")


@pytest.fixture
def neocrm(sandbox):
    return Xiaoshouyi(sandbox)


def test_a_scroll_finds_every_lead_that_is_there_once(neocrm, company):
    rows = neocrm.scroll("select id,status,updatedAt from lead order by updatedAt")
    known = company.sales_leads.filter(
        (pl.col("account_id") == "2904963900000017") & ~pl.col("is_deleted")
    )
    assert sorted(row["id"] for row in rows) == sorted(known["lead_id"])
    assert min(int(row["id"]) for row in rows) > 2**53
    stamps = [int(row["updatedAt"]) for row in rows]
    assert stamps == sorted(stamps)


def test_nothing_found_has_no_records(neocrm):
    xoql = "select id from lead where updatedAt >= 4102444800000"
    told = neocrm.post("xoql", xoql=xoql)
    assert (told["code"], told["data"]) == ("200", {"totalSize": 0, "count": 0})
    assert neocrm.post("xoqlScroll", xoql=xoql, batchCount=9)["code"] == 200


def test_activities_are_about_leads_that_are_there_and_owners_are_users(neocrm, company):
    told = neocrm.scroll("select id,itemId,ownerId,startTime from activityRecord")
    known = company.sales_activities.filter(pl.col("account_id") == "2904963900000017")
    assert sorted(row["itemId"] for row in told) == sorted(known["lead_id"])
    users = {row["id"] for row in neocrm.scroll("select id,dimDepart from user")}
    assert {row["ownerId"] for row in told} <= users


def test_xiaoshouyi_takes_a_bare_token_and_refuses_a_wrong_one(sandbox, neocrm):
    assert neocrm.post("xoql", neocrm.token, xoql="select id from lead limit 0,3")["data"]["count"]
    assert neocrm.post("xoql", "Bearer wrong", xoql="select id from lead")["code"] == "401"
    assert "语法" in neocrm.post("xoql", xoql="choose id of lead")["msg"]
    assert "不存在" in neocrm.post("xoql", xoql="select nothing from lead")["msg"]
    sandbox.arm(Fault("busy_in_body", "xiaoshouyi"))
    assert "频率" in neocrm.post("xoql", xoql="select id from lead")["msg"]
    wrong = neocrm.grant | {"password": "wrong"}
    reply = requests.post(f"{neocrm.login}/oauth2/token", data=wrong, timeout=10)
    assert reply.status_code == 400


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("AccountObj", "sales_companies"),
        ("MarketingEventObj", "sales_campaigns"),
        ("CampaignMembersObj", "sales_members"),
        ("SalesOrderObj", "sales_orders"),
    ],
)
def test_what_stands_around_leads_is_told_by_both(fxiaoke, company, name, table):
    known = company.frames[table].filter(pl.col("account_id") == "FSCID_A1B2C3D4")
    told = fxiaoke.query(name)["data"]["dataList"]
    assert len(told) == len(known) > 0
    invalid = [row for row in told if row["life_status"] == "invalid"]
    assert len(invalid) == known["is_deleted"].sum()


def test_a_list_shows_what_stands_and_nothing_that_was_deleted(company, tmp_path):
    fxiaoke, *_ = exports.write_fxiaoke(company, tmp_path)
    _, xiaoshouyi, *around = exports.write_xiaoshouyi(company, tmp_path)
    assert fxiaoke.name == "FSCID_E5F6G7H8_纷享销客线索_20261114.xlsx"
    lines = xiaoshouyi.read_text("gb18030").splitlines()
    deals = company.sales_deals.filter(
        (pl.col("account_id") == "2904963900000029") & ~pl.col("is_deleted")
    )
    assert (lines[0], lines[-1]) == ("商机列表", f"共{len(deals)}条")
    assert len(lines) == len(deals) + 3
    words = ("客户", "联系人", "市场活动")
    assert [path.name.partition("_")[2].partition("_")[0] for path in around] == [
        f"销售易{word}" for word in words
    ]
