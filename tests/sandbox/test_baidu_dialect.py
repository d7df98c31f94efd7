"""Baidu as the sandbox plays it."""

from decimal import Decimal

import polars as pl
import pytest
import requests

from sandbox.secrets import SECRETS
from sandbox.server import Fault

pytestmark = pytest.mark.http

ACCOUNT = "qinghe-baidu"
REPORT = "OpenApiReportService/getReportData"
CREATIVES = {
    "reportType": 2665235,
    "startDate": "2026-10-15",
    "endDate": "2026-11-14",
    "timeUnit": "DAY",
    "columns": ["date", "userId", "ideaId", "ideaInfo", "impression", "click", "cost"],
    "sorts": [{"column": "date", "sortRule": "ASC"}],
    "startRow": 0,
    "rowCount": 200,
    "needSum": True,
}
KEYWORDS = CREATIVES | {
    "reportType": 2602783,
    "columns": ["date", "wInfoId", "wInfoNameStatus", "device", "avgRank", "click", "cost"],
}


@pytest.fixture
def sandbox(play):
    return play("baidu")


class Client:
    def __init__(self, sandbox) -> None:
        self.sandbox = sandbox
        pair = self.refresh(SECRETS["BAIDU_REFRESH_TOKEN"])["data"]
        self.token, self.refresh_token = pair["accessToken"], pair["refreshToken"]

    def refresh(self, token):
        app = {"appId": SECRETS["BAIDU_APP_ID"], "secretKey": SECRETS["BAIDU_SECRET_KEY"]}
        asked = {**app, "userId": 30000000, "refreshToken": token}
        url = self.sandbox.url("baidu", "token") + "/oauth/refreshToken"
        return requests.post(url, json=asked, timeout=10).json()

    def post(self, call=REPORT, name=ACCOUNT, **body):
        header = {"userName": name, "accessToken": self.token}
        url = f"{self.sandbox.url('baidu')}/json/sms/service/{call}"
        return requests.post(url, json={"header": header, "body": body}, timeout=10).json()

    def rows(self, asked):
        start, total, rows, told = 0, 1, [], {}
        while start < total:
            told = self.post(**asked | {"startRow": start})["body"]["data"][0]
            start, total, rows = start + 200, told["totalRowCount"], rows + told["rows"]
        return rows, told["summary"]


@pytest.fixture
def client(sandbox):
    return Client(sandbox)


def code(told):
    return told["header"]["failures"][0]["code"]


def campaigns_of(company, product):
    mine = company.campaigns.filter(pl.col("account_id") == ACCOUNT)
    in_feed = pl.col("channel_id") == "baidu_feed"
    return mine.filter(in_feed if product == "feed" else ~in_feed)["campaign_id"].to_list()


def delivered(company, product):
    mine = pl.col("campaign_id").is_in(campaigns_of(company, product))
    return company.ad_days_as_of(company.today).filter(mine)


def test_totals_equal_the_rows_and_the_world(client, company):
    rows, summary = client.rows(CREATIVES)
    shown = delivered(company, "search")
    assert len({(row["date"], row["ideaId"]) for row in rows}) == len(rows) == len(shown)
    assert sum(Decimal(str(row["cost"])) for row in rows) == shown["spend"].sum()
    assert Decimal(str(summary["cost"])) == shown["spend"].sum()


def test_keywords_are_the_worlds_but_for_those_without_a_click(client, company):
    rows, _ = client.rows(KEYWORDS)
    days = company.keyword_days_as_of(company.today).filter(pl.col("account_id") == ACCOUNT)
    clicked = days.filter(pl.col("clicks") > 0)
    assert sum(row["click"] for row in rows) == clicked["clicks"].sum()
    assert sum(Decimal(str(row["cost"])) for row in rows) == clicked["spend"].sum()
    assert clicked["spend"].sum() < days["spend"].sum()
    assert {row["device"] for row in rows} == {"计算机", "移动设备"}
    assert any(row["wInfoNameStatus"].endswith("[已删除]") for row in rows)
    assert max(row["avgRank"] for row in rows) > 1e300


def test_a_zero_status_is_left_out_and_the_data_may_stand_alone(client):
    first = client.post(**CREATIVES)
    later = client.post(**CREATIVES | {"startRow": 200})
    assert (first["header"]["status"], "status" in later["header"]) == (0, False)
    terms = CREATIVES | {"reportType": 2307838, "columns": ["date", "queryWord", "click"]}
    assert isinstance(client.post(**terms)["body"]["data"], dict)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"reportType": 1}, 901201),
        ({"timeUnit": "YEAR"}, 901201),
        ({"columns": ["date"], "sorts": []}, 901202),
        ({"columns": ["date", "nonsense", "click"]}, 901202),
        ({"sorts": [{"column": "device"}]}, 901203),
        ({"startDate": "2024-01-01"}, 901204),
        ({"rowCount": 201}, 901205),
    ],
)
def test_a_wrong_question_has_its_code(client, change, refusal):
    told = client.post(**CREATIVES | change)
    assert (told["header"]["status"], code(told)) == (2, refusal)


def test_name_and_token_are_checked(client):
    assert code(client.post(name="nobody", **CREATIVES)) == 8101
    client.token += "-expired"
    assert code(client.post(**CREATIVES)) == 8102


def test_each_refresh_kills_the_token_before(client):
    assert client.refresh(SECRETS["BAIDU_REFRESH_TOKEN"])["code"] != 0
    assert client.refresh(client.refresh_token)["code"] == 0


@pytest.mark.parametrize(
    ("kind", "status", "refusal"), [("busy_in_body", 2, 421), ("partly_failed", 1, 901102)]
)
def test_it_refuses_in_its_own_words(sandbox, client, kind, status, refusal):
    sandbox.arm(Fault(kind, "baidu"))
    told = client.post(**CREATIVES)
    assert (told["header"]["status"], code(told)) == (status, refusal)


def test_a_manager_lists_its_accounts_by_the_largest_number(client):
    url = client.sandbox.url("baidu", "token") + "/oauth/getUserInfo"
    asked = {"openId": 777, "accessToken": client.token, "needSubList": True, "pageSize": 1}
    names, after, more = [], 1, True
    while more:
        told = requests.post(url, json=asked | {"lastPageMaxUcId": after}, timeout=10).json()
        [one], more = told["data"]["subUserList"], told["data"]["hasNext"]
        names, after = [*names, one["ucName"]], one["ucId"]
    assert names == ["qinghe-baidu", "lumora-baidu"]


def test_ad_groups_stand_under_their_campaigns(client, company):
    known = campaigns_of(company, "search")
    asked = {"adgroupFields": ["adgroupId", "campaignId"], "ids": [int(n) for n in known]}
    told = client.post("AdgroupService/getAdgroup", **asked, idType=3)["body"]["data"]
    groups = company.ad_groups.filter(pl.col("campaign_id").is_in(known))
    assert {str(one["adgroupId"]) for one in told} == set(groups["ad_group_id"])
    assert code(client.post("AdgroupService/getAdgroup", **asked, idType=5)) == 901100


def test_campaigns_are_the_worlds(client, company):
    fields = ["campaignId", "campaignName", "budget", "status"]
    told = client.post("CampaignService/getCampaign", campaignFields=fields, campaignIds=[])
    assert {str(one["campaignId"]) for one in told["body"]["data"]} == set(
        campaigns_of(company, "search")
    )


def test_the_feed_is_a_product_of_its_own(client, company):
    columns = ["date", "ideaId", "ocpcTargetTrans", "cost"]
    rows, summary = client.rows(CREATIVES | {"reportType": 2094816, "columns": columns})
    shown = delivered(company, "feed")
    assert len(rows) == len(shown) > 0
    assert Decimal(str(summary["cost"])) == shown["spend"].sum()
    for number, product in ((2208157, "search"), (2149145, "feed")):
        asked = CREATIVES | {"reportType": number, "columns": ["date", "userId", "cost"]}
        _, whole = client.rows(asked)
        assert Decimal(str(whole["cost"])) == delivered(company, product)["spend"].sum()


def test_a_task_tells_what_the_pages_tell(client):
    asked = {
        name: value for name, value in CREATIVES.items() if name not in ("startRow", "rowCount")
    }
    rows, _ = client.rows(CREATIVES)
    path = "OpenApiReportService"
    number = client.post(f"{path}/createReportTask", **asked)["body"]["data"]["taskId"]
    states = [client.post(f"{path}/getTaskStatus", taskId=number)["body"]["data"][0] for _ in "12"]
    assert [state["taskStatus"] for state in states] == ["RUNNING", "SUCCESS"]
    file = requests.get(states[1]["fileUrl"], timeout=10).content.decode("gb18030").splitlines()
    assert len(file) - states[1]["dataStartRow"] == len(rows)
    assert states[1]["tableHeader"] == CREATIVES["columns"]


def test_a_manager_names_an_account_by_its_number(client):
    alone, _ = client.rows(CREATIVES)
    told = client.post(name="group-manager", **CREATIVES, userIds=[30000001])["body"]["data"][0]
    assert told["totalRowCount"] == len(alone)
    assert code(client.post(name="group-manager", **CREATIVES)) == 8101


def test_bought_keywords_are_told_by_their_group(client, company):
    mine = company.keywords.filter(pl.col("account_id") == ACCOUNT)
    groups = [int(number) for number in mine["ad_group_id"].unique()]
    fields = ["keywordId", "price", "matchType", "phraseType"]
    told = client.post("KeywordService/getWord", wordFields=fields, ids=groups, idType=5, getTemp=0)
    cards = told["body"]["data"]
    assert {str(card["keywordId"]) for card in cards} == set(mine["keyword_id"])
    assert {"price" in card for card in cards} == {True, False}
