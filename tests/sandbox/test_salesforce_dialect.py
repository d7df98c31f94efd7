"""Salesforce as the sandbox plays it."""

import csv
import io
import time

import polars as pl
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from connectors.crm.salesforce_jwt import assertion
from sandbox.crm import salesforce_login
from sandbox.secrets import SECRETS
from sandbox.server import Fault
from sandbox.story.sales import salesforce_id

pytestmark = pytest.mark.http

DATA = "/services/data/v61.0"


class Client:
    def __init__(self, sandbox) -> None:
        self.login = sandbox.url("salesforce", "login")
        names = {"client_id", "client_secret", "refresh_token"}
        asked = {name: SECRETS[f"SALESFORCE_{name.upper()}"] for name in names}
        asked["grant_type"] = "refresh_token"
        path = "/services/oauth2/token"
        told = requests.post(self.login + path, data=asked, timeout=10).json()
        self.base = told["instance_url"]
        self.headers = {"Authorization": f"Bearer {told['access_token']}"}

    def get(self, path, **params):
        return requests.get(self.base + path, params=params, headers=self.headers, timeout=10)

    def query(self, soql, call="queryAll"):
        found, body = [], self.get(f"{DATA}/{call}", q=soql).json()
        while True:
            found += body["records"]
            if body["done"]:
                return found, body["totalSize"]
            body = self.get(body["nextRecordsUrl"]).json()

    def job(self, soql):
        asked = {"operation": "queryAll", "query": soql, "contentType": "CSV"}
        path = f"{self.base}{DATA}/jobs/query"
        return requests.post(path, json=asked, headers=self.headers, timeout=10)


@pytest.fixture
def sandbox(play):
    return play("salesforce")


@pytest.fixture
def client(sandbox):
    return Client(sandbox)


@pytest.fixture
def leads(company):
    return company.sales_leads.filter(pl.col("platform") == "salesforce")


def test_an_id_ends_in_the_case_of_its_letters():
    assert salesforce_id("00Q", 0)[:15] == "00Q5g0000000000"
    assert salesforce_id("00Q", 10)[15:] != salesforce_id("00Q", 36)[15:]  # A and a


def test_wide_rows_come_on_short_pages_and_all_of_them(client, leads):
    found, total = client.query("SELECT Id, IsDeleted, MasterRecordId FROM Lead")
    assert len(found) == total == len(leads)
    assert {one["Id"] for one in found} == set(leads["lead_id"])
    many = client.get(f"{DATA}/sobjects/Lead/describe").json()["fields"]
    names = ", ".join(one["name"] for one in many)
    page = client.get(f"{DATA}/queryAll", q=f"SELECT {names} FROM Lead").json()
    assert len(page["records"]) < total
    assert page["done"] is False


def test_query_leaves_the_recycle_bin_out_and_losers_name_their_winner(client, leads):
    alive, _ = client.query("SELECT Id FROM Lead", call="query")
    assert {one["Id"] for one in alive} == set(leads.filter(~pl.col("is_deleted"))["lead_id"])
    everything, _ = client.query("SELECT Id, IsDeleted, MasterRecordId FROM Lead")
    losers = [one for one in everything if one["MasterRecordId"]]
    assert losers
    assert all(one["IsDeleted"] for one in losers)
    assert {one["MasterRecordId"] for one in losers} <= {one["Id"] for one in alive}


def test_windows_of_stamps_cut_without_gap(client, leads):
    edge = "2026-11-01T00:00:00.000Z"
    low = client.query(f"SELECT Id FROM Lead WHERE SystemModstamp < {edge}")[1]
    high = client.query(f"SELECT Id FROM Lead WHERE SystemModstamp >= {edge}")[1]
    assert low
    assert low + high == len(leads)


def test_times_are_written_in_two_ways(client):
    soql = "SELECT Id, IsConverted, SystemModstamp FROM Lead ORDER BY SystemModstamp, Id"
    by_rest = client.query(soql)[0]
    job = client.job(soql).json()["id"]
    place = f"{DATA}/jobs/query/{job}"
    assert client.get(f"{place}/results").status_code == 204
    assert [client.get(place).json()["state"] for _ in range(2)] == ["InProgress", "JobComplete"]
    rows, locator = [], ""
    while locator != "null":
        reply = client.get(f"{place}/results", maxRecords=50, locator=locator)
        part = list(csv.DictReader(io.StringIO(reply.text)))
        assert len(part) == int(reply.headers["Sforce-NumberOfRecords"])
        rows, locator = rows + part, reply.headers["Sforce-Locator"]
    assert [row["Id"] for row in rows] == [row["Id"] for row in by_rest]
    assert rows[0]["SystemModstamp"][:-1] + "+0000" == by_rest[0]["SystemModstamp"]
    assert {row["IsConverted"] for row in rows} == {"true", "false"}


@pytest.mark.parametrize(
    ("soql", "code"),
    [
        ("SELECT Id FROM OpportunityStage", "INVALIDENTITY"),
        ("SELECT Id, Address FROM Lead", "FUNCTIONALITY_NOT_ENABLED"),
        ("SELECT Nothing__c FROM Lead", "INVALID_FIELD"),
        ("SELECT Id FROM Nothing", "INVALID_TYPE"),
        ("DELETE Lead", "MALFORMED_QUERY"),
    ],
)
def test_what_bulk_cannot_do_is_refused_in_an_array(client, soql, code):
    reply = client.job(soql)
    assert (reply.status_code, reply.json()[0]["errorCode"]) == (400, code)


def test_refusals(sandbox, client):
    sandbox.arm(Fault("daily_quota", "salesforce"))
    refused = client.get(f"{DATA}/limits")
    assert refused.json()[0]["errorCode"] == "REQUEST_LIMIT_EXCEEDED"
    assert client.get(f"{DATA}/query/01g-5").json()[0]["errorCode"] == "INVALID_QUERY_LOCATOR"
    client.headers = {"Authorization": "Bearer wrong"}
    assert client.get(f"{DATA}/limits").json()[0]["errorCode"] == "INVALID_SESSION_ID"
    told = requests.post(f"{client.login}/services/oauth2/token", data={}, timeout=10)
    assert (told.status_code, told.json()["error"]) == (400, "invalid_client_id")


def test_a_conversion_moves_members_and_activities_to_the_contact(client, company):
    turned = company.sales_leads.filter(
        (pl.col("platform") == "salesforce") & pl.col("became_sql_at").is_not_null()
    )
    members, _ = client.query("SELECT Id, LeadId, ContactId, SystemModstamp FROM CampaignMember")
    both = {row["LeadId"] for row in members if row["ContactId"]}
    assert both and both <= set(turned["lead_id"])
    tasks, _ = client.query("SELECT Id, WhoId, WhatId, IsClosed FROM Task")
    assert "003" in {row["WhoId"][:3] for row in tasks} <= {"00Q", "003"}
    assert all(row["WhatId"] for row in tasks if row["WhoId"][:3] == "003")


def test_a_company_that_was_typed_in_twice_lost_to_the_older_one(client, company):
    rows, _ = client.query("SELECT Id, IsDeleted, MasterRecordId FROM Account")
    lost = {row["Id"]: row["MasterRecordId"] for row in rows if row["IsDeleted"]}
    known = company.sales_companies.filter("is_deleted")
    assert lost == dict(known.select("company_id", "merged_into").iter_rows())


def test_nobody_owns_a_lead_that_a_queue_has(client):
    rows, _ = client.query("SELECT Id, Status, OwnerId FROM Lead")
    queued = {row["Status"] for row in rows if row["OwnerId"].startswith("00G")}
    assert queued == {"Open - Not Contacted"}
    users, _ = client.query("SELECT Id FROM User")
    owners = {row["OwnerId"] for row in rows} - {row["Id"] for row in users}
    assert all(owner.startswith("00G") for owner in owners)


def test_the_app_itself_is_answered_at_its_own_domain_only(client):
    asked = {name: SECRETS[f"SALESFORCE_{name.upper()}"] for name in ("client_id", "client_secret")}
    asked["grant_type"] = "client_credentials"
    at_login, at_home = (
        requests.post(f"{base}/services/oauth2/token", data=asked, timeout=10)
        for base in (client.login, client.base)
    )
    assert (at_login.status_code, at_login.json()["error"]) == (400, "invalid_grant")
    assert at_home.json()["instance_url"] == client.base


def test_a_claim_counts_if_an_uploaded_certificate_verifies_it(client, monkeypatch):
    key = generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    own = {"client_id": SECRETS["SALESFORCE_CLIENT_ID"], "username": salesforce_login.USER}
    claim = assertion({**own, "private_key": pem}, client.login, time.time())

    def told(text: str) -> dict:
        asked = {"grant_type": salesforce_login.JWT, "assertion": text}
        return requests.post(f"{client.login}/services/oauth2/token", data=asked, timeout=10).json()

    assert told(claim)["error"] == "invalid_grant"
    monkeypatch.setattr(salesforce_login, "UPLOADED", [key.public_key()])
    assert told(claim)["access_token"]
    assert told("one.two")["error"] == "invalid_grant"
    late = assertion({**own, "private_key": pem}, client.login, time.time() - 900)
    assert told(late)["error_description"] == "invalid or expired assertion"


def test_statuses_of_members_are_told_by_campaign(client, company):
    told, _ = client.query("SELECT Id, CampaignId, Label, HasResponded FROM CampaignMemberStatus")
    known = company.sales_campaigns.filter(pl.col("platform") == "salesforce")["campaign_id"]
    assert {row["CampaignId"] for row in told} == set(known)
    assert {row["Label"] for row in told if row["HasResponded"]} == {"Responded"}
