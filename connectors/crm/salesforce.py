"""Salesforce (REST and Bulk API 2.0, queryAll). Limits and quirks: docs/connectors/salesforce.md

- The token names the instance that all other calls go to; it says no lifetime, 401 says its end.
- Errors are an array, at the token endpoint an object.
- What may be read is asked first (describe): a field hidden from our user is left out and told.
- Small answers come by REST, large ones by a Bulk job (salesforce_query.py, salesforce_bulk.py).
"""

from connectors.core import Api, Connector, Records, Window
from connectors.crm.salesforce_access import salesforce_errors, session
from connectors.crm.salesforce_query import changed, everything, living

PERSON = ("Email", "Phone")
LEAD = (
    *("Id", "IsDeleted", "MasterRecordId", *PERSON, "Status", "LeadSource", "OwnerId"),
    *("IsConverted", "ConvertedDate", "ConvertedContactId", "ConvertedOpportunityId"),
    *("MQL_At__c", "Handed_Over_At__c", "Accepted_At__c", "First_Followup_At__c", "SQL_At__c"),
    *("Sales_Team__c", "CreatedDate", "SystemModstamp"),
)
CONTACT = ("Id", "IsDeleted", "MasterRecordId", *PERSON, "CreatedDate", "SystemModstamp")
OPPORTUNITY = (
    *("Id", "IsDeleted", "Name", "StageName", "Amount", "CurrencyIsoCode", "Probability"),
    *("CloseDate", "IsClosed", "IsWon", "OwnerId", "CreatedDate", "SystemModstamp"),
)
HISTORY = ("Id", "OpportunityId", "StageName", "CreatedDate")
ROLE = ("Id", "OpportunityId", "ContactId", "IsPrimary", "IsDeleted", "SystemModstamp")
STAGE = (
    *("Id", "ApiName", "MasterLabel", "SortOrder", "DefaultProbability"),
    *("IsClosed", "IsWon", "IsActive"),
)
# What is purged from the recycle bin leaves no trace but its absence here.
RECONCILED = ("Lead", "Contact", "Opportunity")


salesforce = Connector(
    name="salesforce",
    urls={"login": "https://login.salesforce.com"},
    secrets=("client_id", "client_secret", "refresh_token"),
    auth=session,
    verdict=salesforce_errors,
    calls_per_second=20,
    at_once=5,
    api_version="v61.0",
    sunset=None,
    probe="opportunity_stages",
    options=("bulk_rows", "daily_share"),
)


@salesforce.feed(cursor=True, max_days=30, repull_days=2)
def leads(api: Api, account: str, window: Window) -> Records:
    """One record per lead changed in these UTC days, deleted and merged ones too."""
    return changed(api, "Lead", LEAD, window)


@salesforce.feed(cursor=True, max_days=30, repull_days=2)
def contacts(api: Api, account: str, window: Window) -> Records:
    """One record per contact changed in these UTC days, deleted and merged ones too."""
    return changed(api, "Contact", CONTACT, window)


@salesforce.feed(cursor=True, max_days=30, repull_days=2)
def opportunities(api: Api, account: str, window: Window) -> Records:
    """One record per opportunity changed in these UTC days, deleted ones too."""
    return changed(api, "Opportunity", OPPORTUNITY, window)


@salesforce.feed(cursor=True, max_days=30, repull_days=2)
def opportunity_history(api: Api, account: str, window: Window) -> Records:
    """One record per change of an opportunity made in these UTC days."""
    return changed(api, "OpportunityHistory", HISTORY, window, stamp="CreatedDate")


@salesforce.feed(cursor=True, max_days=30, repull_days=2)
def opportunity_contact_roles(api: Api, account: str, window: Window) -> Records:
    """One record per contact's part in an opportunity, changed in these UTC days."""
    return changed(api, "OpportunityContactRole", ROLE, window)


@salesforce.feed()
def opportunity_stages(api: Api, account: str, window: Window) -> Records:
    """One record per stage an opportunity may be in."""
    return everything(api, "OpportunityStage", STAGE)


@salesforce.feed()
def record_ids(api: Api, account: str, window: Window) -> Records:
    """One record per lead, contact and opportunity that is there and not in the recycle bin."""
    for name in RECONCILED:
        yield from living(api, name)
