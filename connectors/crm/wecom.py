"""WeCom 企业微信 customer contact. Limits and quirks: docs/connectors/wecom.md

- HTTP 200 whatever happened; the verdict is `errcode`. A token per app secret, in the query.
- Who was deleted just vanishes: contacts come whole each day, and a pull that lost many is refused.
- Statistics of several people are one sum per day: each member of staff is asked for alone.
"""

from collections.abc import Mapping

import msgspec

from connectors.core import (
    Api,
    Connector,
    OnePage,
    Page,
    QueryToken,
    Raw,
    Records,
    Refreshed,
    Token,
    Window,
    code_in_body,
    dig_text,
    token_from,
)
from connectors.crm.wecom_calls import AT, contacts_of, days, groups_of, in_lots, seconds, staff
from connectors.crm.wecom_links import LINKS, customers_of, link_day, link_ids, warn_of_quota

NO_CUSTOMER, NO_AUTHORITY = 84061, 84074


class Chat(msgspec.Struct):
    group_chat: Raw


class Link(msgspec.Struct):
    link: Raw


def shared_token(secrets: Mapping[str, str]) -> Refreshed:
    """The app's token: asked for again it is the same, until it ends early or late."""

    def fetch(api: Api, _last: Token | None) -> Token:
        reply = api.get("/cgi-bin/gettoken", secrets, signed=False)
        return token_from(reply, "/cgi-bin/gettoken", api.wall())

    seeds = (secrets["corpid"], secrets["corpsecret"])
    return Refreshed(lambda token: QueryToken("access_token", token), fetch, seeds, kept=True)


wecom = Connector(
    name="wecom",
    urls={"api": "https://qyapi.weixin.qq.com"},
    secrets=("corpid", "corpsecret"),
    auth=shared_token,
    verdict=code_in_body(
        "errcode",
        message="errmsg",
        fine={0, None, NO_CUSTOMER, NO_AUTHORITY},
        again={-1: 1.0, 45009: 60.0, 45033: 2.0},
        less={40058},
        expired={40001, 40014, 42001},
        denied={40013, 48002, 60011, 60020},
        steps={
            40001: "The secret is wrong: copy it again from the self-built app",
            40013: "The corp id is wrong: compare it with 我的企业",
            48002: "List the app under 客户联系 → 可调用接口的应用",
            60011: "Make the staff visible to the app",
            60020: "Put the address named here on the app's trusted IPs 企业可信IP",
        },
    ),
    calls_per_second=20,
    api_version="cgi-bin",
    sunset=None,
    probe="group_chats",
)


@wecom.feed(keeps=0.8)
def contacts(api: Api, account: str, window: Window) -> Records:
    """One record per customer and member of staff who has added them."""
    return in_lots(staff(api), lambda some: contacts_of(api, some))


@wecom.feed()
def group_chats(api: Api, account: str, window: Window) -> Records:
    """One record per customer group, its members in it."""
    for page in in_lots(staff(api), lambda some: groups_of(api, some)):
        for listed in page.records:
            asked = {"chat_id": dig_text(listed, "chat_id"), "need_name": 0}
            told = api.post(f"{AT}/groupchat/get", json=asked, reads=Chat)
            yield Page([told.group_chat])


@wecom.feed(max_days=30, repull_days=3, is_late=True)
def staff_days(api: Api, account: str, window: Window) -> Records:
    """One record per member of staff and day: chats, replies, customers won and lost."""
    start, end = seconds(window)
    for userid in staff(api):
        asked = {"userid": [userid], "start_time": start, "end_time": end}
        yield from days(api, "get_user_behavior_data", asked, "behavior_data", userid, window)


@wecom.feed(max_days=30, repull_days=3, is_late=True)
def group_days(api: Api, account: str, window: Window) -> Records:
    """One record per owner and day, over all customer groups of that owner."""
    start, end = seconds(window)
    for userid in staff(api):
        owner = {"userid_list": [userid]}
        asked = {"day_begin_time": start, "day_end_time": end, "owner_filter": owner}
        yield from days(api, "groupchat/statistic_group_by_day", asked, "items", userid, window)


@wecom.feed()
def corp_tags(api: Api, account: str, window: Window) -> Records:
    """One record per group of the corp's tags, its tags in it."""
    path = f"{AT}/get_corp_tag_list"
    return api.pages(path, json={}, paging=OnePage(), records="tag_group", may_lack=True)


@wecom.feed()
def acquisition_links(api: Api, account: str, window: Window) -> Records:
    """One record per acquisition link 获客链接."""
    warn_of_quota(api)
    for link_id in link_ids(api):
        yield Page([api.post(f"{LINKS}/get", json={"link_id": link_id}, reads=Link).link])


@wecom.feed()
def acquisition_customers(api: Api, account: str, window: Window) -> Records:
    """One record per acquisition link and customer who came by it."""
    for link_id in link_ids(api):
        yield from customers_of(api, link_id)


@wecom.feed(max_days=30, repull_days=3, is_late=True)
def acquisition_days(api: Api, account: str, window: Window) -> Records:
    """One record per acquisition link and day: who clicked it, and who was won."""
    for link_id in link_ids(api):
        yield Page([link_day(api, link_id, day) for day in window.dates()])
