"""LinkedIn Pages (Community Management API). Limits and quirks: docs/connectors/linkedin_pages.md

- Rest.li wants its own parentheses, colons and commas plain and those of URNs encoded: the query
  is written by hand.
- A version is a month and lives for about a year. Statistics are organic only, days are UTC days.
- One foreign or deleted post in a list of posts refuses the whole list: it is halved.
"""

from datetime import date, timedelta

from connectors.ads.linkedin_rest import asked, headers
from connectors.core import (
    AccessDenied,
    Api,
    Connector,
    Offset,
    Page,
    PullError,
    Records,
    Reply,
    TryAgain,
    Window,
    dig_text,
    pages_to,
    refresh_grant,
    said,
    verdict,
    with_fields,
)
from connectors.core.verdicts import TOMORROW, http_status
from connectors.social.linkedin_statistics import (
    days_of,
    figures_of,
    groups_of,
    reactions_of,
    urn_of,
)

REGRANT = "A page administrator must log in again: a refresh token ends 365 days after the consent"
ADMINISTER = "Make the member an ADMINISTRATOR of the page and have the app approved for it"
HISTORY_DAYS = 365
LATEST_DAYS = 2


@verdict("serviceErrorCode", "code", "message")
def linkedin_errors(reply: Reply) -> PullError | None:
    """The HTTP status decides; LinkedIn's own 429 is the quota of the day."""
    if reply.status < 300:
        return None
    code = reply.value("code") or reply.value("serviceErrorCode")
    what, where = said(code, reply.value("message")), reply.where
    if reply.status == 426 or "NONEXISTENT_VERSION" in what or "is not active" in what:
        step = "The API version has ended: give the connector a newer month and compare the fields"
        return AccessDenied(where, what, step)
    if reply.status == 403:
        return AccessDenied(where, what, ADMINISTER)
    if reply.status == 429 and reply.value("message"):
        step = "The quota of the day is used up until midnight UTC: run the same pull tomorrow"
        return TryAgain(where, what, step, retry_after=TOMORROW)
    return http_status(reply, what)


linkedin_pages = Connector(
    name="linkedin_pages",
    urls={"api": "https://api.linkedin.com", "token": "https://www.linkedin.com"},
    secrets=("client_id", "client_secret", "refresh_token"),
    auth=lambda secrets: refresh_grant(
        "/oauth/v2/accessToken", secrets, REGRANT, rotates=True, consent="refresh_token_expires_in"
    ),
    verdict=linkedin_errors,
    calls_per_second=5,
    burst=20,
    api_version="202608",
    sunset=date(2027, 8, 15),
    probe="organization",
    options=("consented_on", "consent_days"),
    consent_days=365,
)


@linkedin_pages.feed()
def organization(api: Api, account: str, window: Window) -> Records:
    """The page, its followers as they stand put beside it."""
    told = api.record(f"/rest/organizations/{account}", headers=headers(api))
    path = f"/rest/networkSizes/{urn_of(account)}?edgeType=COMPANY_FOLLOWED_BY_MEMBER"
    followers = api.get(path, headers=headers(api))["firstDegreeSize"]
    more = {"stat_date": str(window.end), "firstDegreeSize": followers}
    yield Page([with_fields(told, more)])


@linkedin_pages.feed()
def posts(api: Api, account: str, window: Window) -> Records:
    """One record per post, its figures so far in it; of posts older than a year there are none."""
    path = f"/rest/posts?q=author&author={urn_of(account)}&sortBy=LAST_MODIFIED"
    for page in asked(api, path, paging=Offset(100)):
        urns = [dig_text(record, "id") or "" for record in page.records]
        figures = figures_of(api, account, urns)
        reactions = reactions_of(api, page.records, window.end)
        stat_date = str(window.end)
        told = [
            with_fields(
                record,
                {"stat_date": stat_date, "statistics": figures.get(urn), "social": social},
            )
            for record, urn, social in zip(page.records, urns, reactions, strict=True)
        ]
        yield Page(told, repeats=page.repeats)


@linkedin_pages.feed()
def audience(api: Api, account: str, window: Window) -> Records:
    """One record per group of followers: seniority, industry, function, size, place; as now."""
    yield Page(groups_of(api, account, str(window.end)))


@linkedin_pages.feed(max_days=90, repull_days=7, is_late=True)
def page_days(api: Api, account: str, window: Window) -> Records:
    """One record per UTC day: followers won, visits, activity on posts; empty days are absent."""
    known = window.within(api.today - timedelta(days=HISTORY_DAYS), None)
    if known is None:
        return [Page([])]
    days = days_of(api, account, known)
    settled = api.today - timedelta(days=1 + LATEST_DAYS)
    return pages_to(list(days.values()), window, max(days, default=None), settled)
