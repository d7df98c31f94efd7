"""Companies, contacts and campaigns out of 纷享销客 and 销售易, clean; as leads in `exports`."""

from collections.abc import Mapping
from typing import Any

from pipelines.streams import shared
from pipelines.streams.columns import Column, text
from pipelines.streams.crm.exports import COMMON, EXPORTED
from pipelines.streams.sheets import BLANK, PLACE, contact, typed_day, typed_phone, typed_text
from pipelines.streams.spec import Stream


def around(
    connector: str, feed: str, key: str, columns: Mapping[str, Column], **more: Any
) -> Stream:
    """What stands around leads in one vendor's lists: companies, contacts, campaigns."""
    return Stream(
        name=f"{connector}__{feed}",
        grain=f"one row per file and {key.removesuffix('_id')}",
        keys=(key,),
        nulls=BLANK,
        newest="_number",
        columns={key: text("record_id", required=True), **columns, **COMMON},
        derived=EXPORTED,
        **more,
    )


def accounts(connector: str) -> Stream:
    """Companies of one vendor's lists."""
    columns = {
        "company_name": typed_text("name"),
        "industry": typed_text("industry"),
        "level": typed_text("level"),
    }
    return around(connector, "accounts", "company_id", columns, ignored=PLACE)


def contacts(connector: str) -> Stream:
    """Contacts of one vendor's lists."""
    columns = {
        "company_id": typed_text("company_id"),
        "email_hash": contact("email", "email"),
        "phone_hash": typed_phone("mobile"),
    }
    unread = (*PLACE, "name", "customer")
    return around(connector, "contacts", "contact_id", columns, ignored=unread)


def campaigns(connector: str) -> Stream:
    """Campaigns of one vendor's lists."""
    columns = {
        "campaign_name": typed_text("name"),
        "channel_type": typed_text("kind"),
        "status": typed_text("status"),
        "start_date": typed_day("starts_on"),
        "end_date": typed_day("ends_on"),
    }
    return around(
        connector,
        "campaigns",
        "campaign_id",
        columns,
        quarantine=shared.ends_before_start("start_date", "end_date"),
        ignored=PLACE,
    )


fxiaoke_accounts = accounts("fxiaoke_exports")
fxiaoke_contacts = contacts("fxiaoke_exports")
fxiaoke_campaigns = campaigns("fxiaoke_exports")
xiaoshouyi_accounts = accounts("xiaoshouyi_exports")
xiaoshouyi_contacts = contacts("xiaoshouyi_exports")
xiaoshouyi_campaigns = campaigns("xiaoshouyi_exports")
