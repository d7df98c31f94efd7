"""WeCom 企业微信 customer contact. Limits and quirks: docs/connectors/wecom.md

- HTTP 200 whatever happened; the verdict is `errcode`. A token per app secret, in the query.
- Who was deleted just vanishes: contacts come whole each day, and a pull that lost many is refused.
- Statistics of several people are one sum per day: each member of staff is asked for alone.
"""

import msgspec

from connectors.core import (
    Api,
    Connector,
    OnePage,
    Page,
    Raw,
    Records,
    Window,
    dig_text,
)
from connectors.crm.wecom_access import HOUR, shared_token, wecom_errors
from connectors.crm.wecom_calls import (
    contacts_of,
    contacts_singly,
    groups_of,
    in_lots,
    licensed,
    staff,
)
from connectors.crm.wecom_days import AT, days, owners_on, seconds
from connectors.crm.wecom_links import LINKS, customers_of, link_day, link_ids, warn_of_quota


class Chat(msgspec.Struct):
    group_chat: Raw


class Link(msgspec.Struct):
    link: Raw


wecom = Connector(
    name="wecom",
    urls={"api": "https://qyapi.weixin.qq.com"},
    secrets=("corpid", "corpsecret"),
    auth=shared_token,
    verdict=wecom_errors,
    calls_per_second=20,
    longest_wait=HOUR + 10,
    api_version="cgi-bin",
    sunset=None,
    probe="group_chats",
    options=("contacts", "group_days"),
)


@wecom.feed()
def staff_list(api: Api, account: str, window: Window) -> Records:
    """One record per member of staff who may have customers, and whether they have a licence."""
    yield Page(list(licensed(api)))


@wecom.feed(keeps=0.8)
def contacts(api: Api, account: str, window: Window) -> Records:
    """One record per customer and member of staff who has added them."""
    if api.options.get("contacts") == "single":
        return contacts_singly(api, staff(api))
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
    if api.options.get("group_days") == "by_owner":
        for day in window.dates():
            yield from in_lots(staff(api), lambda some, day=day: owners_on(api, some, day))
        return
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
