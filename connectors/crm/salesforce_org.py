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
    "CampaignMemberStatus": (
        *("Id", "IsDeleted", "CampaignId", "Label", "SortOrder", "IsDefault", "HasResponded"),
        "SystemModstamp",
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
    calculated: bool = False


class Described(msgspec.Struct):
    fields: list[Field]
    queryable: bool = True


class Budget(msgspec.Struct, rename="pascal"):
    max: int
    remaining: int


class Limits(msgspec.Struct):
    calls: Budget = msgspec.field(name="DailyApiRequests")
    jobs: Budget | None = msgspec.field(name="DailyBulkV2QueryJobs", default=None)


class Release(msgspec.Struct):
    version: str


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
    if formulas := [f.name for f in described.fields if f.calculated and f.name in wanted]:
        what = "salesforce %s: %s is a formula: its changes come with a backfill only"
        log.warning(what, name, ", ".join(formulas))
    return [field for field in wanted if field in known]


def keep_to_share(api: Api, of: str = "calls") -> None:
    """Other systems live on the same daily limits (`calls`, `jobs`): we leave them their share."""
    share = float(api.options.get("daily_share") or DAILY_SHARE)
    path = f"/services/data/{api.version}/limits"
    daily: Budget | None = getattr(api.get(path, reads=Limits), of)
    used = daily.max - daily.remaining if daily else 0
    if daily and used >= share * daily.max:
        what = f"{used} of the org's {daily.max} {of} a day are used, we stop at {share:.0%}"
        step = "Run the same pull tomorrow, or raise options.daily_share"
        raise TryAgain(path, what, step, retry_after=TOMORROW)


def warn_of_retirement(api: Api) -> None:
    """Old versions end some years after they came: is ours still among those the org speaks?"""
    spoken = api.get("/services/data", reads=list[Release])
    if api.version.removeprefix("v") not in {one.version for one in spoken}:
        listed = ", ".join(one.version for one in spoken)
        log.warning("salesforce: the org no longer speaks %s, only %s", api.version, listed)
