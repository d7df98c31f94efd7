"""HubSpot as the sandbox plays it."""

from decimal import Decimal

import polars as pl
import pytest
import requests

from sandbox.secrets import SECRETS
from sandbox.server import Fault

pytestmark = pytest.mark.http

STAMP = "lastmodifieddate"


class Client:
    def __init__(self, sandbox) -> None:
        self.base = sandbox.url("hubspot") + "/crm"
        self.headers = {"Authorization": f"Bearer {SECRETS['HUBSPOT_ACCESS_TOKEN']}"}

    def get(self, path, **asked):
        return requests.get(self.base + path, params=asked, headers=self.headers, timeout=10)

    def post(self, path, **body):
        return requests.post(self.base + path, json=body, headers=self.headers, timeout=10)

    def walk(self, kind, limit=100, **asked):
        after, found = "", []
        while after is not None:
            page = self.get(f"/v3/objects/{kind}", limit=limit, after=after, **asked).json()
            found += page["results"]
            after = page.get("paging", {}).get("next", {}).get("after")
        return found

    def search(self, kind="contacts", filters=(), sort=STAMP, **more):
        asked = {"filterGroups": [{"filters": list(filters)}], "limit": 200, **more}
        asked["sorts"] = [{"propertyName": sort, "direction": "ASCENDING"}]
        return self.post(f"/v3/objects/{kind}/search", **asked)


@pytest.fixture
def sandbox(play):
    return play("hubspot")


@pytest.fixture
def client(sandbox):
    return Client(sandbox)


def test_lists_and_archives_hold_every_contact_once(client, company):
    here = client.walk("contacts", properties="email,member_no,hs_merged_object_ids")
    gone = client.walk("contacts", archived="true")
    known = company.contacts
    assert [c["id"] for c in here] == sorted({c["id"] for c in here}, key=int)
    assert {c["id"] for c in here} == set(known.filter(~pl.col("is_archived"))["contact_id"])
    assert {c["id"] for c in gone} == set(known.filter("is_archived")["contact_id"])
    assert all(c["archivedAt"] for c in gone)
    merged = {c["properties"]["hs_merged_object_ids"] for c in here} - {None}
    assert merged == set(known["merged_ids"].drop_nulls())


def test_a_search_pages_in_order_and_leaves_the_archive_out(client, company):
    found, after = [], "0"
    while after:
        page = client.search(after=after, properties=["email"]).json()
        found += page["results"]
        after = page.get("paging", {}).get("next", {}).get("after")
    stamps = [one["properties"][STAMP] for one in found]
    assert stamps == sorted(stamps)
    assert len(found) == page["total"] == len(company.contacts.filter(~pl.col("is_archived")))


def test_filters_on_times_are_milliseconds(client, company):
    edge = company.contacts["updated_at"].sort()[100]
    millis = str(round(edge.timestamp() * 1000))
    low = {"propertyName": STAMP, "operator": "LT", "value": millis}
    high = {"propertyName": STAMP, "operator": "GTE", "value": millis}
    parts = [client.search(filters=[one]).json()["total"] for one in (low, high)]
    here = company.contacts.filter(~pl.col("is_archived"))
    assert parts[0] == len(here.filter(pl.col("updated_at") < edge))
    assert sum(parts) == len(here)


@pytest.mark.parametrize("change", [{"after": "10000"}, {"limit": 201}])
def test_the_wall_is_a_validation_error(client, change):
    reply = client.search(**change)
    assert (reply.status_code, reply.json()["category"]) == (400, "VALIDATION_ERROR")


def test_twelve_thousand_equal_stamps_are_read_by_text_ordered_ids(sandbox, client):
    sandbox.arm(Fault("equal_timestamps", "hubspot", times=None))
    total = client.search().json()["total"]
    assert total == 12_000
    seen, last = set(), ""
    while True:
        beyond = [{"propertyName": "hs_object_id", "operator": "GT", "value": last}] if last else []
        page = client.search(filters=beyond, sort="hs_object_id").json()["results"]
        if not page:
            break
        ids = [one["id"] for one in page]
        assert ids == sorted(ids)
        assert not seen & set(ids)
        seen, last = seen | set(ids), ids[-1]
    assert len(seen) == total
    assert {"999", "1000", "10000"} <= seen


def test_deals_carry_text_and_their_history(client, company):
    deals = client.walk("deals", limit=50, propertiesWithHistory="dealstage")
    known = company.deals.filter(~pl.col("is_archived"))
    assert sum(Decimal(d["properties"]["amount"]) for d in deals) == known["amount"].sum()
    steps = sum(len(d["propertiesWithHistory"]["dealstage"]) for d in deals)
    stages = company.deal_stages.join(known, on="deal_id", how="semi")
    assert steps == len(stages)
    too_many = client.get("/v3/objects/deals", limit=51, propertiesWithHistory="dealstage")
    assert too_many.status_code == 400


def test_associations_answer_207_for_ids_without_a_link(client, company):
    deal = company.deals.row(0, named=True)
    inputs = [{"id": deal["deal_id"]}, {"id": "1"}]
    reply = client.post("/v4/associations/deals/contacts/batch/read", inputs=inputs)
    body = reply.json()
    assert (reply.status_code, body["numErrors"]) == (207, 1)
    assert body["results"][0]["to"][0]["toObjectId"] == int(deal["contact_id"])


def test_pipelines_keep_numbers_and_flags_as_text(client):
    stages = [s for p in client.get("/v3/pipelines/deals").json()["results"] for s in p["stages"]]
    assert {s["metadata"]["isClosed"] for s in stages} == {"true", "false"}
    assert len(stages) == 9


def test_refusals(sandbox, client):
    sandbox.arm(Fault("daily_quota", "hubspot"))
    assert client.get("/v3/owners/").json()["policyName"] == "DAILY"
    assert client.get("/v3/owners/").headers["x-hubspot-ratelimit-max"] == "100"
    assert "x-hubspot-ratelimit-max" not in client.search().headers
    client.headers = {"Authorization": "Bearer wrong"}
    reply = client.get("/v3/objects/contacts")
    assert (reply.status_code, reply.json()["category"]) == (401, "INVALID_AUTHENTICATION")


def test_lists_are_searched_and_their_members_paged(client, company):
    told = client.post("/v3/lists/search", query="", count=3, offset=0).json()
    assert (len(told["lists"]), told["hasMore"], told["offset"]) == (3, True, 3)
    page = client.get("/v3/lists/71/memberships", limit=5).json()
    assert len(page["results"]) == 5
    assert page["paging"]["next"]["after"] == "5"
    assert client.get("/v3/lists/71/memberships", limit=251).status_code == 400
    assert client.get("/v3/lists/9/memberships").json()["category"] == "OBJECT_NOT_FOUND"


def test_submissions_come_newest_first_and_some_have_no_id(client, company):
    form = company.hub_submissions["form_id"][0]
    path = f"{client.base.removesuffix('/crm')}/form-integrations/v1/submissions/forms/{form}"
    told = requests.get(f"{path}?limit=50", headers=client.headers, timeout=10).json()["results"]
    moments = [one["submittedAt"] for one in told]
    assert moments == sorted(moments, reverse=True)
    assert {"conversionId" in one for one in told} == {True, False}
    more = requests.get(f"{path}?limit=51", headers=client.headers, timeout=10)
    assert more.status_code == 400


def test_a_link_to_the_primary_company_is_told_under_two_types(client, company):
    inputs = [{"id": number} for number in company.deals["deal_id"][:10]]
    reply = client.post("/v4/associations/deals/companies/batch/read", inputs=inputs).json()
    labels = [[kind["label"] for kind in far["associationTypes"]]
              for one in reply["results"] for far in one["to"]]  # fmt: skip
    assert ["Primary", None] in labels and [None] in labels


def test_objects_stand_under_a_dated_version_too(client, company):
    told = client.get("/objects/2026-03/tickets", limit=100, properties="closed_date").json()
    here = company.hub_tickets.filter(~pl.col("is_archived"))
    assert {one["id"] for one in told["results"]} == set(here["ticket_id"])
    junk = client.walk("products", properties="price")
    assert "N/A" in {one["properties"]["price"] for one in junk}


def test_an_address_too_long_and_a_scope_too_few(sandbox, client):
    assert client.get("/v3/objects/deals", properties="x" * 15_001).status_code == 414
    sandbox.arm(Fault("role_lost", "hubspot"))
    assert client.get("/v3/objects/tickets").json()["category"] == "MISSING_SCOPES"
