"""Fxiaoke's orders 销售订单, and what codes say, clean. Raw: `connectors/crm/fxiaoke.py`.

Only the name of the object is documented: where two names of a field are in use, both are read.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import local_day, money, text
from pipelines.streams.crm.fxiaoke import GONE, MS, STATE
from pipelines.streams.crm.fxiaoke_around import but
from pipelines.streams.spec import Stream

orders = Stream(
    name="fxiaoke__orders",
    grain="one row per sales order, its newest version",
    keys=("order_id",),
    load="merge",
    newest="updated_at",
    columns={
        "order_id": text("_id"),
        "order_number": text("name"),
        "company_id": text("account_id", join=";"),
        "_new_opportunity": text("new_opportunity_id", join=";"),
        "_opportunity": text("opportunity_id", join=";"),
        "amount": money("order_amount", absent=None),
        "ordered_date": local_day("order_time", MS, zone="Asia/Shanghai"),
        "order_status": text("order_status"),
        **STATE,
    },
    derived={**GONE, "deal_id": pl.coalesce("_new_opportunity", "_opportunity")},
    quarantine={"negative_amount": pl.col("amount") < 0},
    ignored=(*but("name", "account_id"), "new_opportunity_id__r", "opportunity_id__r"),
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "order_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="amount", mostly=0.5, severity="warning"),
    ],
)

choices = Stream(
    name="fxiaoke__choices",
    grain="one row per object, field and code",
    keys=("object_name", "field_name", "code"),
    columns={
        "object_name": text("object"),
        "field_name": text("field"),
        "code": text("code"),
        "label": text("label", required=True),
    },
)
