"""The `sources.toml` of the invented company: its accounts, with every address on the sandbox."""

import json
from collections.abc import Mapping

from sandbox.ads.baidu import MANAGER
from sandbox.ads.ocean_rows import OWNER, QIANCHUAN
from sandbox.ads.tiktok_rows import STORE
from sandbox.ads.xiaohongshu_rows import WIND, WIND_OF
from sandbox.story.counters import COUNTERS, first_day
from sandbox.world import World

FOLDERS = (
    "wechat_channels",
    "xiaohongshu",
    "zhihu",
    "wechat_official_account_exports",
    "douyin_exports",
    "bilibili_exports",
    "weibo_exports",
    "linkedin_pages_exports",
    "x_twitter_exports",
    "kol_campaigns",
    "fxiaoke_exports",
    "xiaoshouyi_exports",
    "seller_backend_exports",
    "survey_exports",
    "wenjuanxing",
    "brand_survey_shapes",
    "clickstream",
    "ga4_bigquery_export",
    "sign_in_sheets",
    "budget_workbook",
    "expense_ledger",
    "payroll",
    "exchange_rates",
    "kpi_targets",
    "collaboration_requests",
    "project_tasks",
    "partners",
)
# Hosts as the connectors name them; a shop's own host ends in its name.
HOSTS: Mapping[str, tuple[str, ...]] = {
    "google_ads": ("api", "token"),
    "meta_ads": ("api",),
    "tiktok_ads": ("api",),
    "ocean_engine": ("api",),
    "linkedin_ads": ("api", "token"),
    "baidu": ("api", "token", "files"),
    "tencent_ads": ("api", "files"),
    "microsoft_ads": ("campaigns", "customers", "reporting", "files", "token"),
    "xiaohongshu_ads": ("api",),
    "kuaishou_ads": ("api",),
    "wechat_official_account": ("api",),
    "youtube": ("analytics", "reporting", "data", "token"),
    "instagram": ("api",),
    "facebook_pages": ("api",),
    "linkedin_pages": ("api", "token"),
    "x_twitter": ("api", "token"),
    "douyin": ("api",),
    "bilibili": ("api", "token"),
    "weibo": ("api", "basic"),
    "xingtu": ("api",),
    "pugongying": ("api",),
    "hubspot": ("api", "token"),
    "salesforce": ("login",),
    "wecom": ("api",),
    "fxiaoke": ("api",),
    "xiaoshouyi": ("api", "login"),
    "typeform": ("api", "token"),
    "surveymonkey": ("api",),
    "qualtrics": ("api",),
    "tencent_survey": ("api",),
    "wenjuanxing_api": ("api",),
    "eventbrite": ("api",),
    "trello": ("api",),
    "feishu_bitable": ("api",),
    "shopify": ("api",),
    "taobao_tmall_top": ("api",),
    "jd": ("api", "token"),
    "douyin_shop": ("api",),
    "baidu_tongji": ("api", "token", "business"),
    "matomo": ("api",),
    "google_analytics4": ("api", "token"),
}

OWN_LEAD_FIELDS = (
    "mqlAt__c,handedOverAt__c,acceptedAt__c,firstFollowupAt__c,sqlAt__c,externalUserid__c"
)


def sources_toml(world: World, base_url: str) -> str:
    """Everything switched on, one section per connector, one table per account."""
    text = [
        'zone = "Asia/Shanghai"',
        'reporting_currency = "CNY"',
        f"first_day = {world.first_day}",
        "",
    ]
    for connector, hosts in HOSTS.items():
        text.append(f"[{connector}]\non = true")
        text += [f"urls.{host} = {_quoted(_address(base_url, connector, host))}" for host in hosts]
        text += [*_since(world, connector), *_accounts(world, connector), ""]
    for folder in FOLDERS:
        text += [f"[{folder}]\non = true", *_accounts(world, folder), ""]
    return "\n".join(text)


def _address(base_url: str, connector: str, host: str) -> str:
    slot = "/{account}" if connector == "shopify" else ""
    return f"{base_url}/{connector}/{host}{slot}"


def _since(world: World, connector: str) -> list[str]:
    """The first day of a site's counter, where it was put there only lately."""
    rows = world.accounts.filter(world.accounts["connector"] == connector)
    known = (COUNTERS[name] for name in rows["account_id"] if name in COUNTERS)
    days = [first_day(one, world.last_day) for one in known if one.days]
    return [f"first_day = {max(world.first_day, min(days))}"] if days else []


def _accounts(world: World, connector: str) -> list[str]:
    rows = world.accounts.filter(world.accounts["connector"] == connector)
    return [_account(world, row) for row in rows.iter_rows(named=True)]


def _account(world: World, row: Mapping[str, str]) -> str:
    facts = [("id", "account_id"), ("name", "account_name"), ("zone", "zone")]
    facts += [("currency", "currency_code"), ("brand", "brand_id"), ("region", "region_id")]
    lines = [f"{name} = {_quoted(row[column])}" for name, column in facts]
    if row["connector"] == "google_ads":
        manager = world.unreported_accounts["account_id"][0]
        lines.append(f"options.login_customer_id = {_quoted(manager)}")
    if row["account_id"] == "qinghe-baidu":  # read through the manager of the group
        lines += [f"options.manager = {_quoted(MANAGER)}", f"options.open_id = {_quoted('777')}"]
    if row["account_id"] == "lumora-baidu":  # so that some reports come as files
        lines.append(f"options.reports = {_quoted('task')}")
    if (row["connector"], row["account_id"]) == ("xiaohongshu_ads", WIND_OF):
        lines.append(f"options.wind_advertiser_id = {_quoted(WIND)}")
    if row["account_id"] == "5550001":  # an app of its own: installs told by SKAN too
        lines.append(f"options.skan = {_quoted('yes')}")
    if row["account_id"] == OWNER:
        lines.append(f"options.qianchuan_advertiser_ids = {_quoted(QIANCHUAN)}")
    if row["connector"] == "tiktok_ads":
        lines.append(f"options.store_ids = {_quoted(STORE)}")
        lines.append(f"options.reservation = {_quoted('yes')}")
    if row["connector"] == "salesforce":  # so that some of it comes by Bulk jobs
        lines.append(f"options.bulk_rows = {_quoted('50')}")
    if row["connector"] == "xiaoshouyi":  # fields that the tenant made itself
        lines.append(f"options.lead_fields = {_quoted(OWN_LEAD_FIELDS)}")
        lines.append(f"options.opportunity_fields = {_quoted('accountId,campaignId,closedAt__c')}")
        lines.append(f"options.account_fields = {_quoted('industryId')}")
        lines.append(f"options.contact_fields = {_quoted('accountId,externalUserid__c')}")
    if row["connector"] == "bilibili":  # articles are in no list
        articles = world.posts.filter(world.posts["post_type"] == "article")
        own = articles.filter(articles["account_id"] == row["account_id"])["post_id"]
        lines.append(f"options.article_ids = {_quoted(','.join(own))}")
    if row["connector"] == "weibo":
        lines.append(f"options.consented_on = {_quoted(str(world.last_day))}")
    if row["connector"] in ("linkedin_pages", "x_twitter"):
        lines.append(f"options.consented_on = {_quoted(str(world.first_day))}")
    if row["connector"] == "tencent_ads":
        lines.append(f"options.video_channels = {_quoted('yes')}")
    if row["connector"] == "qualtrics":
        lines.append(f"options.mailing_lists = {_quoted('yes')}")
    if row["connector"] == "typeform":
        lines.append(f"options.insights = {_quoted('yes')}")
    if row["connector"] == "eventbrite":
        lines.append(f"options.staff_domains = {_quoted('qinghe.example, lumora.example')}")
    if row["connector"] == "youtube":
        lines.append(f"options.video_days = {_quoted('yes')}")
        lines.append(f"options.revenue = {_quoted(row['currency_code'])}")
    if row["connector"] == "x_twitter":
        lines.append(f"options.mentions = {_quoted('yes')}")
    return f"\n[[{row['connector']}.accounts]]\n" + "\n".join(lines)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
