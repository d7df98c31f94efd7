"""What Salesforce keeps around leads and deals: accounts, campaigns, activities, users.

Converting a lead moves its memberships and activities to the contact: they are stamped again.
"""

from datetime import date, datetime, timedelta
from typing import Any

from sandbox.crm.desks import Desk, Row
from sandbox.story.sales import salesforce_id
from sandbox.telling import moment

STAMPS = {"CreatedDate": "datetime", "SystemModstamp": "datetime", "LastModifiedDate": "datetime"}
LINKS = {"OwnerId": "reference", "IsDeleted": "boolean", **STAMPS}
OBJECTS: dict[str, dict[str, str]] = {
    "Account": {
        "Id": "id", "Name": "string", "MasterRecordId": "reference", "Industry": "picklist",
        "IsPersonAccount": "boolean", "BillingAddress": "address", "BillingCountry": "string",
        **LINKS,
    },
    "Campaign": {
        "Id": "id", "Name": "string", "Type": "picklist", "Status": "picklist",
        "StartDate": "date", "EndDate": "date", "IsActive": "boolean", "ParentId": "reference",
        **LINKS,
    },
    "CampaignMember": {
        "Id": "id", "CampaignId": "reference", "LeadId": "reference", "ContactId": "reference",
        "Status": "picklist", "HasResponded": "boolean", "FirstRespondedDate": "date",
        "IsDeleted": "boolean", **STAMPS,
    },
    "CampaignMemberStatus": {
        "Id": "id", "CampaignId": "reference", "Label": "picklist", "SortOrder": "int",
        "IsDefault": "boolean", "HasResponded": "boolean", "IsDeleted": "boolean", **STAMPS,
    },
    "Task": {
        "Id": "id", "WhoId": "reference", "WhatId": "reference", "Subject": "string",
        "Status": "picklist", "TaskSubtype": "picklist", "IsClosed": "boolean",
        "ActivityDate": "date", "CompletedDateTime": "datetime", **LINKS,
    },
    "Event": {
        "Id": "id", "WhoId": "reference", "WhatId": "reference", "Subject": "string",
        "StartDateTime": "datetime", "EndDateTime": "datetime", **LINKS,
    },
    "User": {
        "Id": "id", "Username": "string", "Name": "string", "Department": "string",
        "UserType": "picklist", "IsActive": "boolean", **STAMPS,
    },
    "RecordType": {
        "Id": "id", "Name": "string", "DeveloperName": "string", "SobjectType": "picklist",
        "IsActive": "boolean", **STAMPS,
    },
}  # fmt: skip
BUILT = datetime(2024, 1, 2, 3, 4, 5)  # noqa: DTZ001  (a world's moment says UTC unsaid)
RECORD_TYPES = ("Direct", "Partner")
STATUSES = {"Sent": False, "Responded": True}  # whether it counts as an answer; the first is given


def accounts(desk: Desk, today: date) -> list[Row]:
    return [
        {
            "Id": row["company_id"],
            "Name": row["company_name"],
            "MasterRecordId": row["merged_into"] if row["is_deleted"] else None,
            "Industry": row["industry"],
            "IsPersonAccount": False,
            "BillingAddress": None,
            "BillingCountry": "US",
            "OwnerId": owner(row),
            "IsDeleted": row["is_deleted"],
            **stamps(row["created_at"], row["updated_at"]),
        }
        for row in desk.there("companies", today)
    ]


def campaigns(desk: Desk, today: date) -> list[Row]:
    return [
        {
            "Id": row["campaign_id"],
            "Name": row["campaign_name"],
            "Type": row["kind"],
            "Status": "In Progress",
            "StartDate": row["start_date"],
            "EndDate": row["end_date"],
            "IsActive": True,
            "ParentId": None,
            "OwnerId": salesforce_id("005", 1),
            "IsDeleted": row["is_deleted"],
            **stamps(row["created_at"], row["updated_at"]),
        }
        for row in desk.there("campaigns", today)
    ]


def members(desk: Desk, today: date) -> list[Row]:
    turned = _turned(desk, today)
    told = []
    for row in desk.there("members", today):
        lead = turned.get(row["lead_id"])
        changed = max(row["updated_at"], lead["became_sql_at"]) if lead else row["updated_at"]
        answered = row["has_responded"]
        told.append(
            {
                "Id": row["member_id"],
                "CampaignId": row["campaign_id"],
                "LeadId": row["lead_id"],
                "ContactId": contact_id(lead) if lead else None,
                "Status": row["status"],
                "HasResponded": answered,
                "FirstRespondedDate": utc_day(row["created_at"]) if answered else None,
                "IsDeleted": row["is_deleted"],
                **stamps(row["created_at"], changed),
            }
        )
    return told


def member_statuses(desk: Desk, today: date) -> list[Row]:
    return [
        {
            "Id": salesforce_id("01Y", number * len(STATUSES) + place),
            "CampaignId": row["campaign_id"],
            "Label": label,
            "SortOrder": place + 1,
            "IsDefault": place == 0,
            "HasResponded": answered,
            "IsDeleted": False,
            **stamps(row["created_at"], row["created_at"]),
        }
        for number, row in enumerate(desk.there("campaigns", today))
        for place, (label, answered) in enumerate(STATUSES.items())
    ]


def activities(desk: Desk, today: date, calls: bool) -> list[Row]:
    """Tasks (calls) or events (meetings)."""
    turned = _turned(desk, today)
    told = []
    for row in desk.there("activities", today):
        if row["is_call"] != calls:
            continue
        lead = turned.get(row["lead_id"])
        done, changed = row["done_at"], row["updated_at"]
        one: dict[str, Any] = {
            "Id": salesforce_id("00T" if calls else "00U", row["number"]),
            "WhoId": contact_id(lead) if lead else row["lead_id"],
            "WhatId": lead["deal_id"] if lead else None,
            "Subject": "Call" if calls else "Demo",
            "OwnerId": owner(row),
            "IsDeleted": False,
            **stamps(done, max(changed, lead["became_sql_at"]) if lead else changed),
        }
        if calls:
            one |= {"Status": "Completed", "TaskSubtype": "Call", "IsClosed": True}
            one |= {"ActivityDate": utc_day(done), "CompletedDateTime": done}
        else:
            one |= {"StartDateTime": done, "EndDateTime": done + timedelta(hours=1)}
        told.append(one)
    return told


def users() -> list[Row]:
    return [
        {
            "Id": salesforce_id("005", number),
            "Username": f"sales{number}@company.example",
            "Name": f"Sales {number}",
            "Department": "Inside Sales" if number < 4 else "Field Sales",
            "UserType": "Standard",
            "IsActive": number < 5,
            **stamps(BUILT, BUILT),
        }
        for number in range(1, 6)
    ]


def record_types() -> list[Row]:
    return [
        {
            "Id": salesforce_id("012", number),
            "Name": f"{name} 商机",
            "DeveloperName": name,
            "SobjectType": "Opportunity",
            "IsActive": True,
            **stamps(BUILT, BUILT),
        }
        for number, name in enumerate(RECORD_TYPES)
    ]


def record_type(row: Row) -> str:
    """Every other deal is a partner's."""
    return salesforce_id("012", ord(row["deal_id"][-4]) % 2)


def _turned(desk: Desk, today: date) -> dict[str, Row]:
    """Converted leads by their id."""
    return {row["lead_id"]: row for row in desk.leads_at(today) if row["became_sql_at"]}


def contact_id(row: Row) -> str:
    return "003" + row["lead_id"][3:]


def owner(row: Row) -> str:
    return salesforce_id("005", int(row["owner"].rpartition(" ")[2]))


def utc_day(value: datetime | None) -> date | None:
    at = moment(value)
    return at.date() if at else None


def stamps(created: datetime, changed: datetime) -> Row:
    return {"CreatedDate": created, "SystemModstamp": changed, "LastModifiedDate": changed}
