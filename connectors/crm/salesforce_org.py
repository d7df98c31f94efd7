"""What we ask of a Salesforce org, what it lets us see, and how much of its day is left."""

import logging
from collections.abc import Sequence

import msgspec

from connectors.core import Api, BadReply, TryAgain
from connectors.core.verdicts import TOMORROW

log = logging.getLogger(__name__)

DAILY_SHARE = 0.8
PERSON = ("Email", "Phone")
CHANGED = ("CreatedDate", "SystemModstamp")
FIELDS: dict[str, tuple[str, ...]] = {
    "Lead": (
        *("Id", "IsDeleted", "MasterRecordId", *PERSON, "Status", "LeadSource", "OwnerId"),
        *("IsConverted", "ConvertedDate", "ConvertedAccountId", "ConvertedContactId"),
        *("ConvertedOpportunityId", "MQL_At__c", "Handed_Over_At__c", "Accepted_At__c"),
        *("First_Followup_At__c", "SQL_At__c", "Sales_Team__c", *CHANGED),
    ),
    "Contact": ("Id", "IsDeleted", "MasterRecordId", "AccountId", *PERSON, *CHANGED),
    "Account": (
        *("Id", "IsDeleted", "MasterRecordId", "Name", "IsPersonAccount", "Industry"),
        *("BillingCountry", "OwnerId", *CHANGED),
    ),
    "Opportunity": (
        *("Id", "IsDeleted", "Name", "StageName", "Amount", "CurrencyIsoCode", "Probability"),
        *("CloseDate", "IsClosed", "IsWon", "OwnerId", "AccountId", "CampaignId"),
        *("RecordTypeId", *CHANGED),
    ),
    "OpportunityHistory": (
        *("Id", "OpportunityId", "StageName", "Amount", "CloseDate", "CreatedDate"),
    ),
    "OpportunityContactRole": (
        *("Id", "OpportunityId", "ContactId", "IsPrimary", "IsDeleted", "SystemModstamp"),
    ),
    "OpportunityStage": (
        *("Id", "ApiName", "MasterLabel", "SortOrder", "DefaultProbability"),
        *("IsClosed", "IsWon", "IsActive"),
    ),
    "Campaign": (
        *("Id", "IsDeleted", "Name", "Type", "Status", "StartDate", "EndDate", "OwnerId"),
        *CHANGED,
    ),
    "CampaignMember": (
        *("Id", "IsDeleted", "CampaignId", "LeadId", "ContactId", "Status", "HasResponded"),
        *("FirstRespondedDate", *CHANGED),
    ),
    "Task": (
        *("Id", "IsDeleted", "WhoId", "WhatId", "OwnerId", "TaskSubtype", "IsClosed"),
        *("CompletedDateTime", *CHANGED),
    ),
    "Event": ("Id", "IsDeleted", "WhoId", "WhatId", "OwnerId", "StartDateTime", *CHANGED),
    "User": ("Id", "Department", "UserType", "IsActive", "SystemModstamp"),
    "RecordType": ("Id", "Name", "SobjectType", "IsActive"),
}
# System fields, which no permission hides.
ALWAYS_SEEN = frozenset({"Id", "IsDeleted", "CreatedDate", "SystemModstamp"})


class Field(msgspec.Struct):
    name: str


class Described(msgspec.Struct):
    fields: list[Field]
    queryable: bool = True


class Budget(msgspec.Struct, rename="pascal"):
    max: int
    remaining: int


class Limits(msgspec.Struct):
    daily: Budget = msgspec.field(name="DailyApiRequests")


def readable(api: Api, name: str, wanted: Sequence[str]) -> list[str]:
    """Those of the wanted fields that there are and that our user may see."""
    path = f"/services/data/{api.version}/sobjects/{name}/describe"
    described = api.get(path, reads=Described)
    if not described.queryable:
        raise BadReply(path, f"{name} cannot be queried")
    known = {field.name for field in described.fields}
    if torn := ALWAYS_SEEN.intersection(wanted) - known:
        what = f"the description of {name} came without {', '.join(sorted(torn))}"
        raise TryAgain(path, what, restart=True)
    if hidden := [field for field in wanted if field not in known]:
        log.warning("salesforce %s: no field %s for our user", name, ", ".join(hidden))
    return [field for field in wanted if field in known]


def keep_to_share(api: Api) -> None:
    """Other systems live on the same daily limit: we leave them their share of it."""
    share = float(api.options.get("daily_share") or DAILY_SHARE)
    path = f"/services/data/{api.version}/limits"
    daily = api.get(path, reads=Limits).daily
    used = daily.max - daily.remaining
    if used >= share * daily.max:
        what = f"{used} of the org's {daily.max} calls a day are used, we stop at {share:.0%}"
        step = "Run the same pull tomorrow, or raise options.daily_share"
        raise TryAgain(path, what, step, retry_after=TOMORROW)
