"""Fxiaoke and Xiaoshouyi: records composed from the contracts."""

import pytest
from pulled import cleaned, reasons, row

from pipelines.streams.crm import fxiaoke, wecom, xiaoshouyi

EXTERNAL = "wmqfasd1e1927831291723123109rAAAA"


def lead(**more: object) -> dict:
    told: dict[str, object] = {"_id": "6371f0a2c9e77b0001a1b2c3", "name": "张三", "version": "7"}
    told |= {"object_describe_api_name": "LeadsObj", "mobile": "138-0000-0000", "email": None}
    told |= {"owner": ["1453"], "owner__l": [{"id": "1453", "name": "张三", "dept": "1000"}]}
    told |= {"owner_department": "华东大区", "life_status": "normal", "is_deleted": False}
    told |= {"biz_status": "un_processed", "created_by": ["1453"], "external_userid__c": EXTERNAL}
    return told | {"create_time": 1731456000000, "last_modified_time": 1763430012345} | more


def test_milliseconds_are_moments_and_a_lookup_is_an_id():
    result = cleaned(fxiaoke.leads, lead())
    told = row(result)
    assert (str(told["updated_at"]), told["owner_id"]) == ("2025-11-18 01:40:12.345000", "1453")
    assert result.drift == []
    assert "张三" not in str(result.good.to_dicts())
    assert "138" not in str(told["phone_hash"])[:3]


@pytest.mark.parametrize("owner", [["1453"], "1453"])
def test_a_lookup_may_be_a_list_of_one_or_the_id_itself(owner: object):
    result = cleaned(fxiaoke.leads, lead(), lead(_id="2", owner=owner))
    assert result.good["owner_id"].to_list() == ["1453", "1453"]


def test_an_invalidated_record_is_deleted():
    result = cleaned(fxiaoke.leads, lead(life_status="invalid"), lead(_id="2", is_deleted=True))
    assert result.good["is_deleted"].to_list() == [True, True]
    assert row(cleaned(fxiaoke.leads, lead(life_status=None)))["is_deleted"] is False


def test_a_customer_of_wecom_is_the_same_identifier_in_all_three():
    pair = {"external_contact": {"external_userid": EXTERNAL}}
    pair["follow_info"] = {"userid": "lisi", "createtime": "1763172000"}
    other = {"id": "1", "status": "1", "createdAt": "1", "updatedAt": "1763430012345"}
    other |= {"createdAt": "1731456000000", "externalUserid__c": EXTERNAL}
    hashes = {
        row(cleaned(fxiaoke.leads, lead()))["external_hash"],
        row(cleaned(xiaoshouyi.leads, other))["external_hash"],
        row(cleaned(wecom.contacts, pair))["external_hash"],
    }
    assert len(hashes) == 1


def deal(**more: object) -> dict:
    told: dict[str, object] = {"_id": "6471", "name": "灯 50 盏", "amount": "32840.12"}
    told |= {"leads_id": ["6371"], "sales_stage": "4", "sales_stage__r": "赢单"}
    told |= {"sales_status": "2", "close_date": 1793116800000, "life_status": "normal"}
    return told | {"create_time": 1731456000000, "last_modified_time": 1763430012345} | more


def test_a_pure_date_is_a_day_of_china_and_money_is_exact():
    told = row(cleaned(fxiaoke.opportunities, deal()))
    assert (str(told["amount"]), str(told["close_date"])) == ("32840.120000", "2026-10-28")
    assert (told["is_won"], told["is_closed"], told["lead_id"]) == (True, True, "6371")
    open_one = row(cleaned(fxiaoke.opportunities, deal(sales_status="1")))
    assert (open_one["is_won"], open_one["is_closed"]) == (False, False)


def test_a_negative_amount_is_set_aside():
    assert reasons(cleaned(fxiaoke.opportunities, deal(amount="-1"))) == ["negative_amount"]


def neocrm(**more: object) -> dict:
    told: dict[str, object] = {"id": "9223372036854775807", "opportunityName": "灯", "money": "1.5"}
    told |= {"saleStageId": "903", "status": "2", "winRate": "100", "closeDate": "1793116800000"}
    return told | {"createdAt": "1731456000000", "updatedAt": "1763430012345"} | more


@pytest.mark.parametrize("status", ["2", ["2"], 2])
def test_a_choice_is_a_code_a_list_of_one_or_a_number(status: object):
    told = row(cleaned(xiaoshouyi.opportunities, neocrm(status=status)))
    assert (told["deal_id"], told["is_won"]) == ("9223372036854775807", True)


def test_numbers_may_be_texts_or_numbers():
    one = row(cleaned(xiaoshouyi.opportunities, neocrm()))
    other = neocrm(money=1.5, createdAt=1731456000000, updatedAt=1763430012345, winRate=100)
    assert row(cleaned(xiaoshouyi.opportunities, other)) == one
    assert (str(one["amount"]), one["probability"]) == ("1.500000", 1.0)


def test_fields_nobody_named_are_null():
    told = {"id": "1", "status": "1", "createdAt": "1731456000000", "updatedAt": "1763430012345"}
    assert row(cleaned(xiaoshouyi.leads, told))["became_mql_at"] is None
