"""Fxiaoke 纷享销客 CRM (open.fxiaoke.com, cgi). Limits and quirks: docs/connectors/fxiaoke.md

- Every call is a POST; the token, the corp and the user we see with travel in the body.
- HTTP 200 whatever happened; the verdict is `errorCode`. Its numbers are not documented, so the
  vendor's own words decide who must act.
- Deep offsets are slow: a long answer is cut by time, and only what changed in one millisecond is
  paged to its end.
"""

from collections.abc import Mapping

from connectors.core import (
    AccessDenied,
    Api,
    BodyToken,
    Connector,
    PullError,
    Records,
    Refreshed,
    Reply,
    Token,
    TryAgain,
    Window,
    route,
    said,
    verdict,
)
from connectors.crm.fxiaoke_query import changed, listed_ids

LEADS, OPPORTUNITIES, COMPANIES = "LeadsObj", "NewOpportunityObj", "AccountObj"
GRANT = "/cgi/corpAccessToken/get/V2"
LIFETIME = 7_200.0  # seconds, where the reply does not say


@verdict("errorCode", "errorMessage", "traceId")
def fxiaoke_errors(reply: Reply) -> PullError | None:
    """The words of the vendor's classes; anything else is ours to mend."""
    code = reply.value("errorCode")
    if code == 0:
        return None
    words = f"{reply.value('errorMessage') or ''} (traceId {reply.value('traceId')})"
    if reply.where == GRANT:
        step = "Compare appId, appSecret and permanentCode with the self-built app 企业自建应用"
        return AccessDenied(reply.where, said(code, words), step)
    if "corpAccessToken" in words:
        return AccessDenied(reply.where, said(code, words), is_expired=True)
    if "频率" in words:
        return TryAgain(reply.where, said(code, words), first_wait=60.0)
    if "权限" in words:
        step = "Give the service user a role that sees this object and all its records"
        return AccessDenied(reply.where, said(code, words), step)
    return route(reply, code, words)


def corp_token(secrets: Mapping[str, str]) -> Refreshed:
    """One token per corp, in the body of each call."""

    def fetch(api: Api, _last: Token | None) -> Token:
        body = {"appId": secrets["app_id"], "appSecret": secrets["app_secret"]}
        body["permanentCode"] = secrets["permanent_code"]
        told = api.post(GRANT, json=body, signed=False)
        lifetime = float(told.get("expiresIn") or LIFETIME)
        return Token(told["corpAccessToken"], api.wall() + lifetime)

    seeds = (secrets["app_id"], secrets["permanent_code"])
    return Refreshed(lambda token: BodyToken("corpAccessToken", token), fetch, seeds, kept=True)


fxiaoke = Connector(
    name="fxiaoke",
    urls={"api": "https://open.fxiaoke.com"},
    secrets=("app_id", "app_secret", "permanent_code", "service_mobile"),
    auth=corp_token,
    verdict=fxiaoke_errors,
    calls_per_second=5,
    at_once=2,
    api_version="v2",
    sunset=None,
    probe="leads",
    options=("member_object",),
)


@fxiaoke.feed(cursor=True, max_days=30, repull_days=2)
def leads(api: Api, account: str, window: Window) -> Records:
    """One record per lead 线索 changed in these UTC days, invalidated ones too."""
    return changed(api, account, LEADS, window)


@fxiaoke.feed(cursor=True, max_days=30, repull_days=2)
def opportunities(api: Api, account: str, window: Window) -> Records:
    """One record per opportunity 商机2.0 changed in these UTC days, invalidated ones too."""
    return changed(api, account, OPPORTUNITIES, window)


@fxiaoke.feed(cursor=True, max_days=30, repull_days=2)
def accounts(api: Api, account: str, window: Window) -> Records:
    """One record per company 客户 changed in these UTC days, invalidated ones too."""
    return changed(api, account, COMPANIES, window)


@fxiaoke.feed(cursor=True, max_days=30, repull_days=2)
def contacts(api: Api, account: str, window: Window) -> Records:
    """One record per contact 联系人 changed in these UTC days, invalidated ones too."""
    return changed(api, account, "ContactObj", window)


@fxiaoke.feed(cursor=True, max_days=30, repull_days=2)
def campaigns(api: Api, account: str, window: Window) -> Records:
    """One record per campaign 市场活动 changed in these UTC days, invalidated ones too."""
    return changed(api, account, "MarketingEventObj", window)


@fxiaoke.feed(cursor=True, max_days=30, repull_days=2)
def campaign_members(api: Api, account: str, window: Window) -> Records:
    """One record per member of a campaign 活动成员 changed in these UTC days."""
    name = api.options.get("member_object") or "CampaignMembersObj"
    return changed(api, account, name, window)


@fxiaoke.feed()
def record_ids(api: Api, account: str, window: Window) -> Records:
    """One record per lead, opportunity and company that is there: its object and id."""
    return listed_ids(api, account, (LEADS, OPPORTUNITIES, COMPANIES))
