"""Baidu's account trees: campaigns, groups, creatives and keywords, each asked for by its parent.

Search and feed are services of their own; feed names carry `Feed`. Lists come whole.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from connectors.core import Api, OnePage, Page, Raw, dig_text, with_field

SEARCH, FEED = "/json/sms/service", "/json/feed/v1"
MOST = {"campaigns": 100, "groups": 100, "groups_of_words": 50}


def account(api: Api, name: str) -> list[Raw]:
    """The account's own card."""
    body = {"accountFields": ["userId", "balance", "budget"]}
    return _listed(api, name, f"{SEARCH}/AccountService/getAccountInfo", body)


def campaigns(api: Api, account: str, product: str) -> list[Raw]:
    """The campaigns 推广计划 of search or of the feed."""
    if product == "search":
        fields = ["campaignId", "campaignName", "budget", "status"]
        body: dict[str, Any] = {"campaignFields": fields, "campaignIds": []}
        return _listed(api, account, f"{SEARCH}/CampaignService/getCampaign", body)
    fields = ["campaignFeedId", "campaignFeedName", "budget", "status", "starttime", "endtime"]
    body = {"campaignFeedFields": fields, "campaignFeedIds": []}
    return _listed(api, account, f"{FEED}/CampaignFeedService/getCampaignFeed", body)


def groups(api: Api, account: str, product: str) -> list[Raw]:
    """Their ad groups 推广单元, asked for by a hundred campaigns."""
    mark = "" if product == "search" else "Feed"
    fields = [f"adgroup{mark}Id", f"adgroup{mark}Name", f"campaign{mark}Id", "status"]
    call = f"{FEED if mark else SEARCH}/Adgroup{mark}Service/getAdgroup{mark}"
    listed = campaigns(api, account, product)
    numbers = [dig_text(record, f"campaign{mark}Id") for record in listed]
    found: list[Raw] = []
    for ids in _parts(numbers, MOST["campaigns"]):
        body = {f"adgroup{mark}Fields": fields, "ids": ids, "idType": 1 if mark else 3}
        found += _listed(api, account, call, body)
    return found


def creatives(api: Api, account: str, product: str) -> Iterator[Page]:
    """Creatives 创意 by their groups; a card does not name its campaign, so we do."""
    above = {}
    if product == "search":
        home, call = "adgroupId", f"{SEARCH}/CreativeService/getCreative"
        fields = ["creativeId", "adgroupId", "title", "status", "mobileDestinationUrl"]
        body: dict[str, Any] = {"creativeFields": fields, "idType": 5, "getTemp": 0}
    else:
        home, call = "adgroupFeedId", f"{FEED}/CreativeFeedService/getCreativeFeed"
        fields = ["creativeFeedId", "adgroupFeedId", "creativeFeedName", "status"]
        body = {"creativeFeedFields": fields, "creativeFields": fields, "idType": 2}
    for group in groups(api, account, product):
        above[dig_text(group, home)] = dig_text(group, home.replace("adgroup", "campaign")) or ""
    for ids in _parts([*above], MOST["groups"]):
        placed = _listed(api, account, call, body | {"ids": ids})
        campaign = (above.get(dig_text(one, home), "") for one in placed)
        pairs = zip(placed, campaign, strict=True)
        yield Page([with_field(one, "campaign", number) for one, number in pairs])


def keywords(api: Api, account: str) -> Iterator[Page]:
    """Keywords 关键词 by their search groups."""
    above = [dig_text(group, "adgroupId") for group in groups(api, account, "search")]
    fields = ["keywordId", "keyword", "adgroupId", "campaignId", "price", "matchType"]
    body = {"wordFields": [*fields, "phraseType", "pause", "status", "quality"], "idType": 5}
    for ids in _parts(above, MOST["groups_of_words"]):
        asked = body | {"ids": ids, "getTemp": 0}
        yield Page(_listed(api, account, f"{SEARCH}/KeywordService/getWord", asked))


def _parts(numbers: list[Any], size: int) -> Iterator[list[int]]:
    """The ids that one question may name."""
    for start in range(0, len(numbers), size):
        yield [int(number or 0) for number in numbers[start : start + size]]


def _listed(api: Api, account: str, path: str, body: Mapping[str, Any]) -> list[Raw]:
    """A list that comes whole; an empty one may be left out."""
    asked = {"header": {"userName": account}, "body": body}
    pages = api.pages(path, json=asked, paging=OnePage(), records="body.data", may_lack=True)
    return [record for page in pages for record in page.records]
