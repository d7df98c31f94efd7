"""HubSpot's lines, tickets, lists and forms: records composed from the contract."""

import pytest
from pulled import cleaned, reasons, row

from pipelines.streams.crm import hubspot, hubspot_around, hubspot_beside, hubspot_marketing

AT, LATER = "2026-11-18T03:00:13.460Z", "2026-11-19T03:00:13.460Z"
STAMPS = {"createdate": AT, "hs_lastmodifieddate": LATER}


def told(number: str, **properties: str | None) -> dict:
    return {"id": number, "kind": "told", "properties": {**STAMPS, **properties}, "archived": False}


@pytest.mark.parametrize("junk", ["N/A", "", "-", "#N/A", "None"])
def test_junk_in_a_number_is_null_and_not_the_end_of_the_line(junk: str):
    line = told("7", quantity=junk, price=junk, amount=junk, name="Tent") | {"deal_id": "88"}
    result = cleaned(hubspot_beside.line_items, line)
    found = row(result)
    assert (found["quantity"], found["unit_price"], found["amount"]) == (None, None, None)
    assert found["deal_id"] == "88"


def test_what_is_no_junk_we_know_of_is_set_aside():
    line = told("7", quantity="two", price="1", amount="1") | {"deal_id": None}
    assert reasons(cleaned(hubspot_beside.line_items, line)) == ["unreadable:quantity"]


def test_a_ticket_closed_before_it_was_opened_is_set_aside():
    fine = told("1", closed_date=LATER, hs_pipeline_stage="4") | {"contact_id": "151"}
    odd = told("2", closed_date="2026-11-01T00:00:00Z", hs_pipeline_stage="4")
    result = cleaned(hubspot_beside.tickets, fine, odd | {"contact_id": None})
    assert row(result)["contact_id"] == "151"
    assert reasons(result) == ["closed_before_created"]


@pytest.mark.parametrize(
    ("merged", "vids", "losers"),
    [
        ("76;84", None, "76;84"),
        (None, "76:1423582437000;84:1423582437001", "76;84"),
        ("76", "84:1423582437000", "76;84"),
        (None, None, None),
    ],
)
def test_either_property_names_the_contacts_that_were_lost(merged, vids, losers):
    properties: dict[str, str | None] = {
        "createdate": AT,
        "lastmodifieddate": LATER,
        "email": "mei@example.com",
    }
    properties |= {"lifecyclestage": "lead", "hs_lead_status": None}
    properties |= {"hs_merged_object_ids": merged, "hs_calculated_merged_vids": vids}
    result = cleaned(hubspot.contacts, {"id": "151", "properties": properties, "archived": False})
    assert row(result)["merged_ids"] == losers


def test_a_record_in_the_bin_says_since_when():
    there = {"object": "deals", "id": "1", "properties": {}, "createdAt": AT, "updatedAt": AT}
    binned = {"object": "deals", "id": "2", "archived": True, "archivedAt": LATER}
    result = cleaned(hubspot.record_ids, there, binned)
    assert [row(result, n)["archived_at"] is None for n in (0, 1)] == [True, False]


def test_each_kind_of_link_is_a_row():
    kinds = [
        {"category": "HUBSPOT_DEFINED", "typeId": 1, "label": "Primary"},
        {"category": "HUBSPOT_DEFINED", "typeId": 279, "label": None},
    ]
    record = {"from": {"id": "151"}, "to": [{"toObjectId": 9001, "associationTypes": kinds}]}
    result = cleaned(hubspot_around.deal_companies, record, {"from": {"id": "152"}, "to": []})
    found = result.good.select("deal_id", "company_id", "link_type_id", "link_label").rows()
    assert found == [("151", "9001", "1", "Primary"), ("151", "9001", "279", None)]
    assert result.parents is not None
    assert result.parents["deal_id"].to_list() == ["151", "152"]
    assert result.drift == []


def test_a_form_that_was_sent_leaves_as_hash_and_moment():
    sent = {"form_id": "f", "submission_id": "c1", "submitted_at": 1763430012345}
    result = cleaned(
        hubspot_marketing.form_submissions, sent | {"email": "Mei@A.cn", "page_url": None}
    )
    found = row(result)
    assert str(found["submitted_at"]) == "2025-11-18 01:40:12.345000"
    assert len(found["email_hash"]) == 64
    assert "mei" not in str(found).lower()


@pytest.mark.parametrize(
    ("record", "facts"),
    [
        (
            {"kind": "list", "listId": "71", "name": "VIP", "processingType": "MANUAL"},
            ("71", "VIP", "MANUAL", None),
        ),
        (
            {"kind": "campaign", "id": "c", "properties": {
                "hs_name": "Spring", "hs_campaign_status": "planned", "hs_start_date": "2026-11-18",
            }},
            ("c", "Spring", None, "planned"),
        ),
        (
            {"kind": "marketing_email", "id": "9", "name": "Hello", "state": "DRAFT", "type": "AB"},
            ("9", "Hello", "AB", "DRAFT"),
        ),
        (
            {"kind": "property", "of": "deals", "name": "amount", "label": "Sum", "type": "number"},
            ("deals.amount", "Sum", "number", None),
        ),
        (
            {"kind": "ticket_stage", "of": "0", "id": "4", "label": "Closed",
             "metadata": {"ticketState": "CLOSED", "isClosed": "true"}},
            ("4", "Closed", None, "CLOSED"),
        ),
    ],
)  # fmt: skip
def test_each_kind_of_thing_has_a_name_and_a_state(record: dict, facts: tuple):
    result = cleaned(hubspot_marketing.catalogue, record)
    found = row(result)
    assert tuple(found[n] for n in ("item_id", "item_name", "item_type", "status")) == facts
    assert str(found["start_date"]) == ("2026-11-18" if record["kind"] == "campaign" else "None")
    assert result.drift == []
