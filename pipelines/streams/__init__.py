"""Streams: one clean table each, declared in one place. The list of modules is written by hand."""

from collections.abc import Mapping
from importlib import import_module

from pipelines.streams.spec import Stream

# In the order in which they are told. Every stream that a module declares is one.
MODULES = (
    "ads.google_ads",
    "ads.google_details",
    "ads.meta_ads",
    "ads.meta_reports",
    "ads.tiktok_ads",
    "ads.tiktok_reports",
    "ads.ocean_engine",
    "ads.ocean_reports",
    "ads.linkedin_ads",
    "ads.linkedin_reports",
    "ads.baidu",
    "ads.baidu_reports",
    "ads.baidu_words",
    "ads.tencent_ads",
    "ads.tencent_reports",
    "ads.microsoft_ads",
    "ads.microsoft_reports",
    "ads.xiaohongshu_ads",
    "ads.xiaohongshu_reports",
    "ads.kuaishou_ads",
    "ads.kuaishou_reports",
    "social.wechat_official_account",
    "social.wechat_readers",
    "social.wechat_around",
    "social.youtube",
    "social.youtube_reports",
    "social.douyin",
    "social.bilibili",
    "social.weibo",
    "social.creator_orders",
    "social.wechat_channels",
    "social.xiaohongshu",
    "social.zhihu",
    "social.wechat_exports",
    "social.creator_exports",
    "social.analytics_exports",
    "social.back_end_days",
    "social.kol_campaigns",
    "crm.exports",
    "crm.exports_around",
    "social.instagram",
    "social.facebook_pages",
    "social.linkedin_pages",
    "social.x_twitter",
    "crm.hubspot",
    "crm.hubspot_around",
    "crm.hubspot_beside",
    "crm.hubspot_marketing",
    "crm.salesforce",
    "crm.salesforce_deals",
    "crm.salesforce_around",
    "crm.salesforce_campaigns",
    "crm.wecom",
    "crm.wecom_links",
    "crm.fxiaoke",
    "crm.fxiaoke_around",
    "crm.fxiaoke_orders",
    "crm.xiaoshouyi",
    "crm.xiaoshouyi_around",
    "survey.typeform",
    "survey.typeform_forms",
    "survey.surveymonkey",
    "survey.qualtrics",
    "survey.tencent_survey",
    "survey.wenjuanxing_api",
    "commerce.shopify",
    "commerce.taobao_tmall_top",
    "commerce.jd",
    "commerce.douyin_shop",
    "commerce.seller_backend_exports",
    "commerce.shop_days",
    "survey.survey_exports",
    "survey.wenjuanxing",
    "survey.brand_survey_shapes",
    "web.clickstream",
    "web.ga4_bigquery_export",
    "web.google_analytics4",
    "events.eventbrite",
    "events.eventbrite_orders",
    "events.eventbrite_answers",
    "web.baidu_tongji",
    "web.matomo",
    "events.activities",
    "events.sign_in_sheets",
    "events.on_site",
    "finance.budget_workbook",
    "finance.budget_changes",
    "finance.accruals",
    "finance.expense_ledger",
    "finance.general_ledger",
    "finance.payroll",
    "finance.exchange_rates",
    "finance.kpi_targets",
    "finance.kpi_ratings",
    "finance.collaboration_requests",
    "finance.collaboration_events",
    "finance.project_tasks",
    "finance.task_boards",
    "partners.partners",
)


def by_name(*streams: Stream) -> Mapping[str, Stream]:
    """Streams by their names; two of one name are a mistake."""
    named = {stream.name: stream for stream in streams}
    if len(named) != len(streams):
        raise ValueError("two streams have one name")
    return named


STREAMS: Mapping[str, Stream] = by_name(
    *(
        one
        for module in MODULES
        for one in vars(import_module(f"{__name__}.{module}")).values()
        if isinstance(one, Stream)
    )
)
