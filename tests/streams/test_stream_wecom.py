"""WeCom: records composed from the contract."""

import pytest
from pulled import cleaned, reasons, row

from pipelines.streams.crm import wecom
from pipelines.streams.persons import normalised

CUSTOMER = {"external_userid": "wmqfasd1e1927831291723123109rAAAA", "name": "陈女士", "type": 1,
            "avatar": "http://wx.qlogo.cn/0", "gender": 2, "unionid": "oTXWIuGaIt6g"}  # fmt: skip
FOLLOW = {"userid": "zhangsan", "remark": "陈女士-上海店", "createtime": 1763172000, "add_way": 1,
          "tag_id": ["et1", "et2"], "remark_mobiles": ["13800000000", "13900000000"],
          "state": "q4_store_sh", "oper_userid": "zhangsan", "description": ""}  # fmt: skip


def pair(**follow: object) -> dict:
    return {"external_contact": CUSTOMER, "follow_info": FOLLOW | follow}


def test_a_customer_leaves_as_identifiers_only():
    result = cleaned(wecom.contacts, pair())
    told = row(result)
    assert result.drift == []
    assert {len(told[name]) for name in ("external_hash", "union_hash", "phone_hash")} == {64}
    assert (str(told["added_at"]), told["state"]) == ("2025-11-15 02:00:00", "q4_store_sh")
    assert told["tag_ids"] == "et1;et2"
    shown = str(result.good.to_dicts())
    assert "陈女士" not in shown
    assert "13800000000" not in shown
    assert str(CUSTOMER["external_userid"]) not in shown


def test_the_first_of_several_numbers_counts_and_none_is_null():
    one = row(cleaned(wecom.contacts, pair(remark_mobiles=["138 0000 0000"])))
    several = row(cleaned(wecom.contacts, pair()))
    assert one["phone_hash"] == several["phone_hash"]
    assert normalised("138 0000 0000", "phone") == "13800000000"
    assert row(cleaned(wecom.contacts, pair(remark_mobiles=[])))["phone_hash"] is None


def test_a_customer_of_two_and_one_added_again_are_rows_of_their_own():
    again = pair(createtime=1763262000)
    result = cleaned(wecom.contacts, pair(), pair(userid="lisi"), again, pair())
    assert result.good.height == 3
    assert result.good["external_hash"].n_unique() == 1


def test_members_of_a_group_are_rows_and_staff_are_told_apart():
    members = [{"userid": "zhangsan", "type": 1, "join_time": 1763172000, "join_scene": 1},
               {"userid": CUSTOMER["external_userid"], "type": 2, "join_time": 1763172600,
                "join_scene": 3, "unionid": "oTXWIuGaIt6g", "invitor": {"userid": "zhangsan"},
                "group_nickname": "小陈"}]  # fmt: skip
    group = {"chat_id": "wr1", "name": "福利群", "owner": "zhangsan", "create_time": 1763172000,
             "notice": "", "member_version": "v1", "admin_list": []}  # fmt: skip
    group = {**group, "member_list": members}
    result = cleaned(wecom.group_members, group)
    assert result.good["member_type"].to_list() == [1, 2]
    assert result.good["member_hash"][1] == row(cleaned(wecom.contacts, pair()))["external_hash"]
    assert result.drift == []
    assert row(cleaned(wecom.group_chats, group))["owner_id"] == "zhangsan"


def test_a_day_without_a_question_has_no_rate_and_is_a_day_of_china():
    told = {"userid": "zhangsan", "stat_time": 1763308800, "chat_cnt": 0, "message_cnt": 0}
    told |= {"negative_feedback_cnt": 1, "new_apply_cnt": 2, "new_contact_cnt": 1}
    busy = told | {"stat_time": 1763395200, "reply_percentage": 90.12, "avg_reply_time": 7}
    result = cleaned(wecom.staff_days, told, busy)
    assert result.good["reply_rate"].to_list() == [None, pytest.approx(0.9012)]
    assert [str(day) for day in result.good["report_date"]] == ["2025-11-17", "2025-11-18"]


def test_more_speakers_than_members_are_set_aside():
    data = {"new_chat_cnt": 0, "chat_total": 2, "chat_has_msg": 1, "new_member_cnt": 0}
    data |= {"member_total": 5, "member_has_msg": 6, "msg_total": 9, "migrate_trainee_chat_cnt": 0}
    result = cleaned(wecom.group_days, {"userid": "a", "stat_time": 1763308800, "data": data})
    assert reasons(result) == ["more_speakers_than_members"]
