"""Companies, campaigns, activities, owners and lists: records composed from the contracts."""

import pytest
from pulled import cleaned, reasons, row

from pipelines.streams.crm import (
    exports,
    exports_around,
    fxiaoke_around,
    fxiaoke_orders,
    hubspot_around,
    salesforce_around,
    salesforce_campaigns,
    wecom_links,
    xiaoshouyi_around,
)

STAMPS = {"CreatedDate": "2026-11-01T03:00:13.000+0000"}
STAMPS |= {"SystemModstamp": "2026-11-18T03:00:13.000+0000"}
MS = {"create_time": 1731456000000, "last_modified_time": 1763430012345, "life_status": "normal"}
AT = {"createdAt": "1731456000000", "updatedAt": "1763430012345"}


def test_the_name_of_a_person_account_is_not_taken():
    company = {"Id": "1", "Name": "Acme", "IsPersonAccount": False, **STAMPS}
    person = {"Id": "2", "Name": "Mei Lin", "IsPersonAccount": "true", **STAMPS}
    result = cleaned(salesforce_around.accounts, company, person)
    assert result.good.sort("company_id")["company_name"].to_list() == ["Acme", None]
    assert "Mei" not in str(result.good.to_dicts())


def test_a_merged_company_names_its_winner():
    lost = {"Id": "2", "Name": "Acme", "IsDeleted": True, "MasterRecordId": "1", **STAMPS}
    told = row(cleaned(salesforce_around.accounts, lost))
    assert (told["is_deleted"], told["master_id"]) == (True, "1")


@pytest.mark.parametrize(
    ("more", "done"),
    [
        ({"object": "Task", "IsClosed": False}, None),
        ({"object": "Task", "IsClosed": True}, "2026-11-01 03:00:13"),
        (
            {"object": "Task", "IsClosed": "true", "CompletedDateTime": "2026-11-02T01:00:00.000Z"},
            "2026-11-02 01:00:00",
        ),
        (
            {"object": "Event", "StartDateTime": "2026-11-03T01:00:00.000+0000"},
            "2026-11-03 01:00:00",
        ),
    ],
)
def test_a_task_is_done_when_closed_and_an_event_when_it_begins(more: dict, done: str | None):
    told = row(cleaned(salesforce_around.activities, {"Id": "1", "WhoId": "00Q", **more, **STAMPS}))
    assert (str(told["done_at"]) if told["done_at"] else None) == done


def test_a_member_that_is_nobody_is_set_aside():
    member = {"Id": "1", "CampaignId": "701", "LeadId": "00Q", "HasResponded": "true", **STAMPS}
    result = cleaned(
        salesforce_campaigns.campaign_members, member, {**member, "Id": "2", "LeadId": ""}
    )
    assert row(result)["has_responded"] is True
    assert reasons(result) == ["nobody"]


def test_a_status_that_members_may_have_says_its_place_and_whether_it_is_an_answer():
    told: dict[str, object] = {"Id": "01Y", "CampaignId": "701", "Label": "Responded"}
    told |= {"SortOrder": 2, "HasResponded": True, "IsDefault": False, "IsDeleted": False}
    by_bulk = {name: str(value).lower() for name, value in told.items()} | {"Label": "Responded"}
    by_bulk["CampaignId"], by_bulk["Id"] = "701", "01Y"
    one = row(cleaned(salesforce_campaigns.campaign_member_statuses, told))
    assert one == row(cleaned(salesforce_campaigns.campaign_member_statuses, by_bulk))
    assert (one["member_status"], one["status_no"], one["has_responded"]) == ("Responded", 2, True)


def test_an_answer_hidden_from_our_user_is_left_to_the_status():
    member = {"Id": "1", "CampaignId": "701", "LeadId": "00Q", "Status": "Responded", **STAMPS}
    assert row(cleaned(salesforce_campaigns.campaign_members, member))["has_responded"] is None


@pytest.mark.parametrize("field", ["lead_id", "leads_id"])
@pytest.mark.parametrize("lead", ["63", ["63"]])
def test_a_member_of_fxiaoke_names_its_lead_in_either_way(field: str, lead: object):
    told = {"_id": "1", "marketing_event_id": ["66"], field: lead, **MS}
    assert row(cleaned(fxiaoke_around.campaign_members, told))["lead_id"] == "63"


@pytest.mark.parametrize("field", ["new_opportunity_id", "opportunity_id"])
def test_an_order_of_fxiaoke_names_its_deal_in_either_way(field: str):
    told: dict[str, object] = {"_id": "68", "name": "SO-1", "account_id": ["65"], field: ["64"]}
    told |= {"order_amount": "1200.50", "order_time": 1793116800000, "order_status": "7", **MS}
    result = cleaned(fxiaoke_orders.orders, told, {**told, "_id": "69", "order_amount": "-1"})
    found = row(result)
    assert (found["deal_id"], found["company_id"], found["is_deleted"]) == ("64", "65", False)
    assert (str(found["amount"]), str(found["ordered_date"])) == ("1200.500000", "2026-10-28")
    assert reasons(result) == ["negative_amount"]


@pytest.mark.parametrize("field", ["mobile", "mobile1"])
def test_a_contact_of_fxiaoke_has_one_number(field: str):
    told = {"_id": "1", "name": "张三", field: "138-0000-0000", "account_id": ["65"], **MS}
    result = cleaned(fxiaoke_around.contacts, told)
    assert len(row(result)["phone_hash"]) == 64
    assert row(result)["company_id"] == "65"
    assert "张三" not in str(result.good.to_dicts()) and "138" not in str(result.good.columns)


@pytest.mark.parametrize(
    ("campaign", "lead"), [("campaignId", "leadId"), ("campaign", "lead"), ("campaignId", "lead")]
)
def test_a_member_of_xiaoshouyi_is_named_in_either_way(campaign: str, lead: str):
    told = {"id": "1", campaign: "39", lead: "36", "status": ["3"], **AT}
    found = row(cleaned(xiaoshouyi_around.campaign_members, told))
    assert (found["campaign_id"], found["lead_id"], found["member_status"]) == ("39", "36", "3")


@pytest.mark.parametrize("field", ["name", "campaignName"])
def test_a_campaign_of_xiaoshouyi_has_a_name_either_way(field: str):
    told = {"id": "1", field: "双11", "startDate": "1793116800000", **AT}
    assert row(cleaned(xiaoshouyi_around.campaigns, told))["campaign_name"] == "双11"


@pytest.mark.parametrize("field", ["itemId", "leadId", "objectId"])
def test_an_activity_of_xiaoshouyi_is_about_a_lead_and_done_when_it_began(field: str):
    told = {"id": "41", field: "36", "type": ["1"], "startTime": "1763400000000", **AT}
    found = row(cleaned(xiaoshouyi_around.activities, told))
    assert (found["who_id"], str(found["done_at"])) == ("36", "2025-11-17 17:20:00")
    unsaid = cleaned(xiaoshouyi_around.activities, {"id": "42", "ownerId": "9", **AT})
    assert reasons(unsaid) == ["about_nothing"]


def test_an_owner_of_hubspot_leaves_as_id_and_team():
    told: dict[str, object] = {"id": "401", "email": "mei@company.example", "firstName": "Mei"}
    told |= {"archived": True, "teams": [{"id": "1", "name": "Sales West", "primary": True}]}
    result = cleaned(hubspot_around.owners, told, {"id": "402", "archived": False, "teams": []})
    found = row(result)
    assert (found["team_name"], found["is_primary"]) == ("Sales West", True)
    assert "mei" not in str(result.good.to_dicts()).lower()


def test_tags_of_the_corp_and_a_day_of_a_link():
    group = {"group_id": "g", "group_name": "来源", "tag": [{"id": "a", "name": "门店"}]}
    told = row(cleaned(wecom_links.corp_tags, group))
    assert (told["tag_id"], told["tag_name"], told["tag_group_name"]) == ("a", "门店", "来源")
    day = {"link_id": "ca", "stat_time": "1763308800", "click_link_customer_cnt": 3}
    found = row(cleaned(wecom_links.acquisition_days, day | {"new_customer_cnt": 1, "errcode": 0}))
    assert (str(found["report_date"]), found["customers_clicked"]) == ("2025-11-17", 3)


def listed(**more: str) -> dict[str, str]:
    told = {"_account": "FSCID_A1", "_exported_on": "2026-11-14", "_row": "2", "record_id": "6371"}
    told |= {"owner": "张三", "department": "华东大区", "created_at": "2026-11-12 10:22"}
    return told | {"updated_at": "2026-11-13 10:22"} | more


def test_a_lead_of_a_list_is_told_on_chinese_clocks_and_hides_people():
    lead = listed(
        status="跟进中", mobile="138 0000 0000", name="陈女士", handed_over_at="2026/11/13"
    )
    result = cleaned(exports.fxiaoke_leads, lead)
    told = row(result)
    assert str(told["created_at"]) == "2026-11-12 02:22:00"
    assert (told["lead_status"], told["sales_team"]) == ("跟进中", "华东大区")
    assert len(told["phone_hash"]) == len(told["owner_id"]) == 64
    assert not {"陈女士", "张三"} & {str(value) for value in told.values()}


@pytest.mark.parametrize(
    ("status", "won", "closed"),
    [("赢单", True, True), ("输单", False, True), ("进行中", False, False)],
)
def test_the_label_says_how_a_deal_ended(status: str, won: bool, closed: bool):
    deal = listed(
        stage="谈判", status=status, amount="3.5", _unit_factor="10000", probability="80%"
    )
    told = row(cleaned(exports.xiaoshouyi_opportunities, deal))
    assert (told["is_won"], told["is_closed"]) == (won, closed)
    assert (str(told["amount"]), told["sales_team"]) == ("35000.000000", "华东大区")


def test_a_line_without_its_moment_is_set_aside():
    lead = listed(status="跟进中", created_at="下周")
    assert reasons(cleaned(exports.fxiaoke_leads, lead)) == ["unreadable:created_at"]


def test_what_stands_around_leads_in_a_list():
    company = row(
        cleaned(exports_around.fxiaoke_accounts, listed(name="上海某某科技", industry="家居"))
    )
    assert (company["company_id"], company["company_name"]) == ("6371", "上海某某科技")
    person = cleaned(
        exports_around.fxiaoke_contacts, listed(name="陈女士", company_id="65", email="A@b.cn")
    )
    assert (row(person)["company_id"], len(row(person)["email_hash"])) == ("65", 64)
    assert "陈女士" not in str(person.good.to_dicts())
    told = listed(name="春展", kind="展会", starts_on="2026-11-01 09:00", ends_on="2026-10-01")
    assert reasons(cleaned(exports_around.xiaoshouyi_campaigns, told)) == [
        "end_date_before_start_date"
    ]
