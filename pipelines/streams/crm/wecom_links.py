"""WeCom's staff, tags and acquisition links 获客链接, clean. Raw: `connectors/crm/wecom.py`."""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import boolean, count, person, text, timestamp
from pipelines.streams.crm.wecom import STAT_DATE
from pipelines.streams.spec import Stream

staff_list = Stream(
    name="wecom__staff_list",
    grain="one row per member of staff who may have customers",
    keys=("staff_id",),
    columns={"staff_id": text("userid"), "is_licensed": boolean("is_licensed", absent=True)},
    expectations=lambda gxe: shared.some_rows(gxe, "staff_id"),
)

corp_tags = Stream(
    name="wecom__corp_tags",
    grain="one row per tag of the corp",
    keys=("tag_id",),
    explode="tag",
    columns={
        "tag_id": text("tag.id"),
        "tag_name": text("tag.name", required=True),
        "tag_group_id": text("group_id"),
        "tag_group_name": text("group_name"),
    },
    ignored=("create_time", "order", "deleted", "tag.create_time", "tag.order", "tag.deleted"),
    may_lack=True,
)

acquisition_links = Stream(
    name="wecom__acquisition_links",
    grain="one row per acquisition link",
    keys=("link_id",),
    columns={
        "link_id": text("link_id"),
        "link_name": text("link_name"),
        "created_at": timestamp("create_time", "epoch_s"),
    },
    ignored=("url", "skip_verify", "mark_source"),
)

acquisition_customers = Stream(
    name="wecom__acquisition_customers",
    grain="one row per acquisition link, customer and member of staff",
    keys=("link_id", "external_hash", "staff_id"),
    columns={
        "link_id": text("link_id"),
        "external_hash": person("external_userid", "external_userid"),
        "staff_id": text("userid"),
        "chat_status": count("chat_status", absent=None),
        "state": text("state"),
    },
)

acquisition_days = Stream(
    name="wecom__acquisition_days",
    grain="one row per day and acquisition link",
    keys=("report_date", "link_id"),
    load="window",
    day="report_date",
    columns={
        "report_date": STAT_DATE,
        "link_id": text("link_id"),
        "customers_clicked": count("click_link_customer_cnt"),
        "contacts_gained": count("new_customer_cnt"),
    },
    quarantine={
        "negative_count": pl.any_horizontal(pl.col("customers_clicked", "contacts_gained") < 0)
    },
    ignored=("errcode", "errmsg"),
)
