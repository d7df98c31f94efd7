"""WeCom 企业微信, clean. Raw records: `connectors/crm/wecom.py`.

A customer leaves here as identifiers: the corp's external_userid, the union id, the first mobile
number that staff noted; names and remarks are left out. Rates of a day without a question are null.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import count, first_of, local_day, number, person, text, timestamp
from pipelines.streams.spec import Stream

STAT_DATE = local_day("stat_time", "epoch_s", zone="Asia/Shanghai")
CUSTOMER = ("name", "avatar", "gender", "corp_name", "corp_full_name", "position")
FOLLOW = ("remark", "description", "remark_corp_name", "oper_userid", "wechat_channels")

contacts = Stream(
    name="wecom__contacts",
    grain="one row per customer, member of staff and moment of adding",
    keys=("external_hash", "staff_id", "added_at"),
    load="merge",
    newest="added_at",
    columns={
        "external_hash": person("external_contact.external_userid", "external_userid"),
        "union_hash": person("external_contact.unionid", "union_id"),
        "customer_type": count("external_contact.type", absent=None),
        "staff_id": text("follow_info.userid"),
        "added_at": timestamp("follow_info.createtime", "epoch_s"),
        "phone_hash": first_of(person("follow_info.remark_mobiles", "phone")),
        "add_way": count("follow_info.add_way", absent=None),
        "state": text("follow_info.state"),
        "tag_ids": text("follow_info.tag_id", join=";"),
    },
    ignored=(
        *(f"external_contact.{name}" for name in CUSTOMER),
        *(f"follow_info.{name}" for name in FOLLOW),
    ),
    private=(
        *("external_contact.name", "external_contact.avatar"),
        *("follow_info.remark", "follow_info.description"),
    ),
    expectations=lambda gxe: [
        *shared.some_rows(gxe, "external_hash", "staff_id", "added_at"),
        gxe.ExpectColumnValuesToNotBeNull(column="union_hash", mostly=0.5, severity="warning"),
    ],
)

group_chats = Stream(
    name="wecom__group_chats",
    grain="one row per customer group",
    keys=("chat_id",),
    columns={
        "chat_id": text("chat_id"),
        "chat_name": text("name"),
        "owner_id": text("owner", required=True),
        "created_at": timestamp("create_time", "epoch_s", required=True),
    },
    ignored=("notice", "member_version", "member_list", "admin_list", "admin_list.userid"),
    expectations=lambda gxe: shared.some_rows(gxe, "chat_id"),
)

group_members = Stream(
    name="wecom__group_members",
    grain="one row per customer group, member and moment of joining",
    keys=("chat_id", "member_hash", "joined_at"),
    feed="group_chats",
    explode="member_list",
    load="merge",
    newest="joined_at",
    columns={
        "chat_id": text("chat_id"),
        "member_hash": person("member_list.userid", "external_userid"),
        "union_hash": person("member_list.unionid", "union_id"),
        "member_type": count("member_list.type"),
        "joined_at": timestamp("member_list.join_time", "epoch_s"),
        "join_scene": count("member_list.join_scene", absent=None),
        "state": text("member_list.state"),
    },
    ignored=(
        *("name", "owner", "create_time", "notice", "member_version", "member_list", "admin_list"),
        *("admin_list.userid", "member_list.invitor.userid", "member_list.group_nickname"),
        "member_list.name",
    ),
    private=("member_list.name", "member_list.group_nickname"),
    expectations=lambda gxe: shared.some_rows(gxe, "chat_id", "member_hash", "joined_at"),
)

staff_days = Stream(
    name="wecom__staff_days",
    grain="one row per day and member of staff",
    keys=("report_date", "staff_id"),
    load="window",
    day="report_date",
    columns={
        "report_date": STAT_DATE,
        "staff_id": text("userid"),
        "chats": count("chat_cnt"),
        "messages": count("message_cnt"),
        "reply_rate": number("reply_percentage", percent=True),
        "average_reply_minutes": number("avg_reply_time"),
        "contacts_lost": count("negative_feedback_cnt"),
        "applications": count("new_apply_cnt"),
        "contacts_gained": count("new_contact_cnt"),
    },
    quarantine={
        "negative_count": pl.any_horizontal(
            pl.col("chats", "messages", "contacts_lost", "applications", "contacts_gained") < 0
        )
    },
    expectations=lambda gxe: [
        *shared.some_rows(gxe, "report_date", "staff_id"),
        gxe.ExpectColumnValuesToBeBetween(column="reply_rate", min_value=0, max_value=1),
    ],
)

group_days = Stream(
    name="wecom__group_days",
    grain="one row per day and owner of customer groups",
    keys=("report_date", "owner_id"),
    load="window",
    day="report_date",
    columns={
        "report_date": STAT_DATE,
        "owner_id": text("userid"),
        "groups_created": count("data.new_chat_cnt"),
        "groups_total": count("data.chat_total"),
        "groups_active": count("data.chat_has_msg"),
        "members_gained": count("data.new_member_cnt"),
        "members_total": count("data.member_total"),
        "speakers": count("data.member_has_msg"),
        "messages": count("data.msg_total"),
    },
    quarantine={"more_speakers_than_members": pl.col("speakers") > pl.col("members_total")},
    ignored=("data.migrate_trainee_chat_cnt", "owner"),
    expectations=lambda gxe: shared.some_rows(gxe, "report_date", "owner_id"),
)
