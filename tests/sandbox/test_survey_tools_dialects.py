"""SurveyMonkey, Qualtrics, 腾讯问卷 and 问卷星's interface as the sandbox plays them."""

import hashlib
import io
import json
import time
import zipfile
from typing import Any

import polars as pl
import pytest
import requests

from sandbox.faults import Fault
from sandbox.secrets import SECRETS

pytestmark = pytest.mark.http


def asked(method: str, url: str, **how: Any) -> requests.Response:
    return requests.request(method, url, timeout=10, **how)


def sheets(company, platform: str, survey: str) -> pl.DataFrame:
    mine = (pl.col("platform") == platform) & (pl.col("survey_id") == survey)
    return company.poll_sheets.filter(mine)


class Monkey:
    def __init__(self, sandbox) -> None:
        self.base, self.token = sandbox.url("surveymonkey"), SECRETS["SURVEYMONKEY_ACCESS_TOKEN"]

    def get(self, path: str, **params: Any) -> requests.Response:
        headers = {"Authorization": f"bearer {self.token}"}
        url = path if "://" in path else self.base + path
        return asked("GET", url, params=params, headers=headers)


def test_surveymonkey_walks_by_links_and_speaks_in_ids(play, company):
    client = Monkey(play("surveymonkey"))
    page = client.get("/v3/surveys/307785429/responses/bulk", per_page=20, sort_order="ASC").json()
    found = list(page["data"])
    while link := page["links"].get("next"):
        page = client.get(link).json()
        found += page["data"]
    known = sheets(company, "surveymonkey", "307785429")
    assert len(found) == len({one["id"] for one in found}) == page["total"] == known.height
    weights = [
        answer["choice_metadata"]["weight"]
        for one in found
        for question in one["pages"][0]["questions"]
        for answer in question["answers"]
        if "choice_metadata" in answer
    ]
    assert sum(map(int, weights)) == known["nps"].sum()
    assert {one["date_modified"][-6:] for one in found} == {"+00:00"}


def test_surveymonkey_counts_what_came_back_by_each_way(play, company):
    client = Monkey(play("surveymonkey"))
    asked_for = "type,response_count"
    ways = client.get("/v3/surveys/307785429/collectors", include=asked_for).json()["data"]
    known = sheets(company, "surveymonkey", "307785429")
    assert sum(way["response_count"] for way in ways) == known.height
    [mail] = [way for way in ways if way["type"] == "email"]
    assert mail["response_count"] == known.filter(source="email").height
    alone = client.get(f"/v3/collectors/{mail['id']}").json()
    assert {name: alone[name] for name in mail} == mail


def test_surveymonkey_refuses_in_its_own_words(play):
    sandbox = play("surveymonkey")
    client = Monkey(sandbox)
    assert client.get("/v3/surveys", per_page=1001).json()["error"]["id"] == "1026"
    assert client.get("/v3/surveys/1/details").json()["error"]["id"] == "1020"
    sandbox.arm(Fault("daily_quota", "surveymonkey"))
    refused = client.get("/v3/surveys")
    assert refused.status_code == 429
    assert refused.headers["X-Ratelimit-App-Global-Day-Remaining"] == "0"
    client.token = "other"
    assert client.get("/v3/surveys").status_code == 401


def test_qualtrics_knows_an_oauth_client_and_whom_a_mailing_went_to(play, company):
    base = play("qualtrics").url("qualtrics")
    client = tuple(SECRETS[f"QUALTRICS_CLIENT_{name}"] for name in ("ID", "SECRET"))
    form = {"grant_type": "client_credentials", "scope": "read:mailing_lists"}
    assert asked("POST", f"{base}/oauth2/token", data=form, auth=("x", "y")).status_code == 401
    token = asked("POST", f"{base}/oauth2/token", data=form, auth=client).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    first = asked("GET", f"{base}/API/v3/mailinglists", headers=headers).json()["result"]
    link = f"{base}/API/v3/mailinglists/{first['elements'][0]['id']}/contacts"
    found = []
    while link:
        page = asked("GET", link, headers=headers).json()["result"]
        found, link = found + page["elements"], page["nextPage"]
    known = sheets(company, "qualtrics", "SV_3nUx1AbCdEfGhIj").filter(source="email")
    back = known.filter(pl.col("state") != "partial")
    assert len({one["id"] for one in found}) == len(found) == 4 * back.height
    named = {one["externalDataReference"] for one in found} - {None}
    assert named == set(back["member_no"].drop_nulls())


def test_qualtrics_reaches_100_percent_before_it_is_complete(play, company):
    base = play("qualtrics").url("qualtrics") + "/API/v3/surveys/SV_3nUx1AbCdEfGhIj"
    headers = {"X-API-TOKEN": SECRETS["QUALTRICS_API_TOKEN"]}

    def call(method: str, path: str, **how: Any) -> requests.Response:
        return asked(method, base + path, headers=headers, **how)

    job = call("POST", "/export-responses", json={"format": "json"}).json()["result"]["progressId"]
    first = call("GET", f"/export-responses/{job}").json()["result"]
    assert (first["percentComplete"], first["status"], first["fileId"]) == (100, "inProgress", None)
    done = call("GET", f"/export-responses/{job}").json()["result"]
    content = call("GET", f"/export-responses/{done['fileId']}/file").content
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.namelist() == ["Lumora at home 品牌研究.json"]
    found = json.loads(archive.read(archive.infolist()[0]))["responses"]
    known = sheets(company, "qualtrics", "SV_3nUx1AbCdEfGhIj")
    assert len(found) == known.filter(pl.col("state") != "partial").height
    assert all("recordedDate" in one["values"] for one in found)
    refused = call("POST", "/export-responses", json={"format": "json", "lastResponseId": "R_1"})
    assert refused.status_code == 400


def test_tencents_newest_token_ends_the_one_before(play, company):
    base = play("tencent_survey").url("tencent_survey") + "/api"
    app = {name: SECRETS[f"TENCENT_SURVEY_{name.upper()}"] for name in ("appid", "secret")}

    def token() -> str:
        reply = asked("GET", f"{base}/oauth2/access_token", params=app).json()
        return reply["data"]["access_token"]

    def call(path: str, **params: Any) -> dict[str, Any]:
        return asked("GET", base + path, params={"appid": app["appid"], **params}).json()

    old, new = token(), token()
    assert call("/surveys", access_token=old)["error"]["type"] == "invalid_access_token"
    mine = call("/surveys", access_token=new, user_id="100860012")["data"]
    assert mine["total"] == 2
    assert call("/surveys", access_token=new, user_id="1")["error"]["type"] == "user_not_found"
    found, last = [], 0
    path = "/surveys/8412075/answers"
    while page := call(path, access_token=new, per_page=15, last_answer_id=last)["data"]["list"]:
        found += page
        last = page[-1]["answer_id"]
    known = sheets(company, "tencent_survey", "8412075")
    assert [one["answer_id"] for one in found] == known["number"].to_list()
    assert call(path, access_token=new, per_page=101)["code"] != "OK"


def test_wenjuanxing_wants_a_fresh_signature_and_shrinks_large_pages(play, company):
    base = play("wenjuanxing_api").url("wenjuanxing_api") + "/openapi/default.aspx"

    def call(action: str, key: str = SECRETS["WENJUANXING_API_APPKEY"], **body: Any) -> Any:
        appid = SECRETS["WENJUANXING_API_APPID"]
        told = {"appid": appid, "ts": int(time.time()), "action": action, **body}
        values = "".join(str(told[name]) for name in sorted(told))
        told["sign"] = hashlib.sha1((values + key).encode()).hexdigest()
        query = {"traceid": "t1", "action": action}
        return asked("POST", base, params=query, json=told).json()

    listed = call("1000002", page_size=301)["data"]
    assert listed["page_size"] == 10
    assert sorted(listed["activitys"]) == ["182734998", "182734999"]
    known = sheets(company, "wenjuanxing_api", "182734998").filter(pl.col("state") != "invalid")
    page = call("1001002", vid=182734998, page_size=60)["data"]
    assert (page["page_size"], len(page["answers"])) == (10, 10)
    assert page["total_count"] == known.height
    rest = call("1001002", vid=182734998, page_size=50, min_index=known["number"][9])["data"]
    assert len(rest["answers"]) == known.height - 10
    assert call("1000002", key="other") == {"result": False, "errormsg": "签名错误"}
    assert call("1000002", ts=int(time.time()) - 31)["errormsg"] == "签名已过期"
    assert call("1000001", vid=1)["errormsg"] == "问卷不存在"
