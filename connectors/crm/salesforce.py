"""Salesforce (REST and Bulk API 2.0, queryAll). Limits and quirks: docs/connectors/salesforce.md

- The token names the instance that all other calls go to; it says no lifetime, 401 says its end.
- Errors are an array, at the token endpoint an object.
- What may be read is asked first (describe): a field hidden from our user is left out and told.
- Small answers come by REST, large ones by a Bulk job (salesforce_query.py, salesforce_bulk.py).
"""

from connectors.core import Api, Connector, Records, Window, of_each
from connectors.crm.salesforce_access import GRANTS, salesforce_errors, session
from connectors.crm.salesforce_org import FIELDS, warn_of_retirement
from connectors.crm.salesforce_query import changed, everything, living, told_as

# What is purged from the recycle bin leaves no trace but its absence here.
RECONCILED = ("Lead", "Contact", "Account", "Opportunity", "CampaignMember")

salesforce = Connector(
    name="salesforce",
    urls={"login": "https://login.salesforce.com"},
    secrets=("client_id", "client_secret", "refresh_token", "private_key", "username"),
    auth=session,
    verdict=salesforce_errors,
    calls_per_second=20,
    at_once=5,
    api_version="v61.0",
    sunset=None,
    probe="opportunity_stages",
    options=("bulk_rows", "daily_share"),
    grants=GRANTS,
)


@salesforce.feed(cursor=True, max_days=30, repull_days=2)
def leads(api: Api, account: str, window: Window) -> Records:
    """One record per lead changed in these UTC days, deleted and merged ones too."""
    return changed(api, "Lead", FIELDS["Lead"], window)


@salesforce.feed(cursor=True, max_days=30, repull_days=2)
def contacts(api: Api, account: str, window: Window) -> Records:
    """One record per contact changed in these UTC days, deleted and merged ones too."""
    return changed(api, "Contact", FIELDS["Contact"], window)


@salesforce.feed(cursor=True, max_days=30, repull_days=2)
def accounts(api: Api, account: str, window: Window) -> Records:
    """One record per company changed in these UTC days, deleted and merged ones too."""
    return changed(api, "Account", FIELDS["Account"], window)


@salesforce.feed(cursor=True, max_days=30, repull_days=2)
def opportunities(api: Api, account: str, window: Window) -> Records:
    """One record per opportunity changed in these UTC days, deleted ones too."""
    return changed(api, "Opportunity", FIELDS["Opportunity"], window)


@salesforce.feed(cursor=True, max_days=30, repull_days=2)
def opportunity_history(api: Api, account: str, window: Window) -> Records:
    """One record per change of an opportunity made in these UTC days."""
    name = "OpportunityHistory"
    return changed(api, name, FIELDS[name], window, stamp="CreatedDate")


@salesforce.feed(cursor=True, max_days=30, repull_days=2)
def opportunity_contact_roles(api: Api, account: str, window: Window) -> Records:
    """One record per contact's part in an opportunity, changed in these UTC days."""
    return changed(api, "OpportunityContactRole", FIELDS["OpportunityContactRole"], window)


@salesforce.feed(cursor=True, max_days=30, repull_days=2)
def campaigns(api: Api, account: str, window: Window) -> Records:
    """One record per campaign changed in these UTC days, deleted ones too."""
    return changed(api, "Campaign", FIELDS["Campaign"], window)


@salesforce.feed(cursor=True, max_days=30, repull_days=2)
def campaign_members(api: Api, account: str, window: Window) -> Records:
    """One record per lead or contact in a campaign, changed in these UTC days."""
    return changed(api, "CampaignMember", FIELDS["CampaignMember"], window)


@salesforce.feed()
def campaign_member_statuses(api: Api, account: str, window: Window) -> Records:
    """One record per campaign and status its members may have."""
    return everything(api, "CampaignMemberStatus", FIELDS["CampaignMemberStatus"])


@salesforce.feed(cursor=True, max_days=30, repull_days=2)
def activities(api: Api, account: str, window: Window) -> Records:
    """One record per task or event changed in these UTC days, with which of them it is."""
    return of_each(
        ("Task", "Event"),
        lambda name: told_as(name, changed(api, name, FIELDS[name], window)),
    )


@salesforce.feed()
def users(api: Api, account: str, window: Window) -> Records:
    """One record per user, those who left too."""
    return everything(api, "User", FIELDS["User"])


@salesforce.feed()
def opportunity_stages(api: Api, account: str, window: Window) -> Records:
    """One record per stage an opportunity may be in; asked first, it sees an old version end."""
    warn_of_retirement(api)
    return everything(api, "OpportunityStage", FIELDS["OpportunityStage"])


@salesforce.feed()
def record_types(api: Api, account: str, window: Window) -> Records:
    """One record per record type of any object."""
    return everything(api, "RecordType", FIELDS["RecordType"])


@salesforce.feed()
def record_ids(api: Api, account: str, window: Window) -> Records:
    """One record per object of the reconciled kinds that is there and not in the recycle bin."""
    return of_each(RECONCILED, lambda name: told_as(name, living(api, name)))
