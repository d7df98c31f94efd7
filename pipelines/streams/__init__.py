"""Streams: one clean table each, declared in one place. The list is written by hand."""

from collections.abc import Mapping

from pipelines.streams.ads import (
    baidu,
    google_ads,
    linkedin_ads,
    meta_ads,
    ocean_engine,
    tencent_ads,
    tiktok_ads,
)
from pipelines.streams.commerce import shopify
from pipelines.streams.crm import hubspot, salesforce, wecom
from pipelines.streams.events import activities, on_site, sign_in_sheets
from pipelines.streams.finance import budget_workbook, exchange_rates, expense_ledger, payroll
from pipelines.streams.social import (
    creator_exports,
    wechat_channels,
    wechat_official_account,
    xiaohongshu,
    youtube,
    zhihu,
)
from pipelines.streams.spec import Stream
from pipelines.streams.survey import typeform, wenjuanxing
from pipelines.streams.web import clickstream


def by_name(*streams: Stream) -> Mapping[str, Stream]:
    """Streams by their names; two of one name are a mistake."""
    named = {stream.name: stream for stream in streams}
    if len(named) != len(streams):
        raise ValueError("two streams have one name")
    return named


STREAMS: Mapping[str, Stream] = by_name(
    google_ads.accounts,
    google_ads.campaigns,
    google_ads.ads,
    google_ads.ad_report,
    google_ads.campaign_report,
    meta_ads.accounts,
    meta_ads.campaigns,
    meta_ads.ads,
    meta_ads.ad_report,
    meta_ads.ad_actions,
    meta_ads.ad_action_values,
    tiktok_ads.accounts,
    tiktok_ads.campaigns,
    tiktok_ads.ads,
    tiktok_ads.ad_report,
    ocean_engine.accounts,
    ocean_engine.campaigns,
    ocean_engine.ads,
    ocean_engine.ad_report,
    linkedin_ads.accounts,
    linkedin_ads.campaigns,
    linkedin_ads.ad_groups,
    linkedin_ads.ads,
    linkedin_ads.conversions,
    linkedin_ads.reach,
    linkedin_ads.conversion_report,
    linkedin_ads.ad_report,
    baidu.accounts,
    baidu.campaigns,
    baidu.ads,
    baidu.ad_report,
    baidu.keyword_report,
    baidu.search_term_report,
    tencent_ads.accounts,
    tencent_ads.campaigns,
    tencent_ads.ads,
    tencent_ads.ad_report,
    tencent_ads.callback_report,
    wechat_official_account.follower_summary,
    wechat_official_account.follower_cumulate,
    wechat_official_account.article_detail,
    wechat_official_account.article_total,
    youtube.videos,
    youtube.channel_daily,
    youtube.channel_basic,
    wechat_channels.videos,
    xiaohongshu.notes,
    zhihu.posts,
    creator_exports.douyin,
    creator_exports.bilibili,
    creator_exports.weibo,
    hubspot.contacts,
    hubspot.archived_contacts,
    hubspot.deals,
    hubspot.archived_deals,
    hubspot.deal_stage_history,
    hubspot.deal_contacts,
    hubspot.deal_pipelines,
    salesforce.leads,
    salesforce.contacts,
    salesforce.opportunities,
    salesforce.opportunity_history,
    salesforce.opportunity_contact_roles,
    salesforce.opportunity_stages,
    salesforce.record_ids,
    wecom.contacts,
    wecom.group_chats,
    wecom.group_members,
    wecom.staff_days,
    wecom.group_days,
    typeform.forms,
    typeform.responses,
    typeform.answers,
    shopify.orders,
    shopify.order_lines,
    shopify.refunds,
    shopify.refund_lines,
    wenjuanxing.responses,
    wenjuanxing.answers,
    clickstream.events,
    activities.events,
    sign_in_sheets.registrations,
    sign_in_sheets.sign_ins,
    on_site.leads,
    on_site.deals,
    activities.costs,
    budget_workbook.lines,
    expense_ledger.lines,
    payroll.people_cost,
    exchange_rates.rates,
)
