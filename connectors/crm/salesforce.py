"""Salesforce (REST and Bulk API 2.0, queryAll). Limits and quirks: docs/connectors/salesforce.md

- The token names the instance that all other calls go to; it says no lifetime, 401 says its end.
- Errors are an array, at the token endpoint an object.
- What may be read is asked first (describe): a field hidden from our user is left out and told.
- Small answers come by REST, large ones by a Bulk job (salesforce_query.py, salesforce_bulk.py).
"""

from collections.abc import Mapping

import msgspec

from connectors.core import (
    Api,
    Connector,
    PullError,
    Records,
    Refreshed,
    Reply,
    Token,
    TryAgain,
    Window,
    bearer,
    route,
    said,
    verdict,
)
from connectors.crm.salesforce_query import changed, everything, living

SESSION = 2 * 3600.0  # an org's usual setting; one that is shorter answers 401
REGRANT = "Authorise the connected app again and store the new refresh token"
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


class Problem(msgspec.Struct, rename={"code": "errorCode"}):
    """One error; the token endpoint says `error` and `error_description`."""

    code: str = ""
    message: str = ""
    error: str = ""
    error_description: str = ""


@verdict()
def salesforce_errors(reply: Reply) -> PullError | None:
    """Route on the first error's code; what only a new question mends starts the piece again."""
    if reply.status < 300:
        return None
    try:
        found = msgspec.json.decode(reply.body, type=list[Problem] | Problem)
    except msgspec.DecodeError:
        found = Problem()
    first = found if isinstance(found, Problem) else (found or [Problem()])[0]
    code, words = first.code or first.error, first.message or first.error_description
    if code in {"INVALID_QUERY_LOCATOR", "EXCEEDED_ID_LIMIT", "INVALID_FIELD"}:
        return TryAgain(reply.where, said(code, words), restart=True)
    if reply.status in (406, 420):
        return TryAgain(reply.where, said(reply.status, words), retry_after=reply.retry_after)
    grants = {"invalid_grant", "invalid_client", "invalid_client_id", "unsupported_grant_type"}
    return route(
        reply,
        code,
        words,
        again={"UNABLE_TO_LOCK_ROW", "SERVER_UNAVAILABLE"},
        less={"QUERY_TIMEOUT", "OPERATION_TOO_LARGE"},
        expired={"INVALID_SESSION_ID"},
        denied={"INSUFFICIENT_ACCESS", "API_DISABLED_FOR_ORG", *grants},
        tomorrow={"REQUEST_LIMIT_EXCEEDED"},
        steps=dict.fromkeys(grants, REGRANT)
        | {"API_DISABLED_FOR_ORG": "This edition has no API: export reports instead"},
    )


def session(secrets: Mapping[str, str]) -> Refreshed:
    """The refresh grant; a refresh token that comes back replaces the one used."""

    def fetch(api: Api, last: Token | None) -> Token:
        refresh = (last.refresh if last else "") or secrets["refresh_token"]
        form = {"grant_type": "refresh_token", "refresh_token": refresh}
        form |= {name: secrets[name] for name in ("client_id", "client_secret")}
        told = api.post("/services/oauth2/token", form=form, url="login", signed=False)
        again = str(told.get("refresh_token") or refresh)
        return Token(told["access_token"], api.wall() + SESSION, again, told["instance_url"])

    seeds = (secrets["client_id"], secrets["refresh_token"])
    return Refreshed(bearer, fetch, seeds, kept=True)


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
