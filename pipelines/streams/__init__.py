"""Streams: one clean table each, declared in one place. The list of modules is written by hand."""

from collections.abc import Mapping

from pipelines.streams.ads import (
    baidu,
    baidu_reports,
    google_ads,
    google_details,
    kuaishou_ads,
    kuaishou_reports,
    linkedin_ads,
    linkedin_reports,
    meta_ads,
    meta_reports,
    microsoft_ads,
    microsoft_reports,
    ocean_engine,
    ocean_reports,
    tencent_ads,
    tiktok_ads,
    tiktok_reports,
    xiaohongshu_ads,
    xiaohongshu_reports,
)
from pipelines.streams.commerce import shopify
from pipelines.streams.crm import (
    exports,
    exports_around,
    fxiaoke,
    fxiaoke_around,
    hubspot,
    hubspot_around,
    salesforce,
    salesforce_around,
    wecom,
    wecom_links,
    xiaoshouyi,
    xiaoshouyi_around,
)
from pipelines.streams.events import activities, on_site, sign_in_sheets
from pipelines.streams.finance import (
    budget_workbook,
    collaboration_requests,
    exchange_rates,
    expense_ledger,
    kpi_targets,
    payroll,
    project_tasks,
)
from pipelines.streams.social import (
    analytics_exports,
    back_end_days,
    bilibili,
    creator_exports,
    creator_orders,
    douyin,
    facebook_pages,
    instagram,
    kol_campaigns,
    linkedin_pages,
    wechat_around,
    wechat_channels,
    wechat_exports,
    wechat_official_account,
    wechat_readers,
    weibo,
    x_twitter,
    xiaohongshu,
    youtube,
    zhihu,
)
from pipelines.streams.spec import Stream
from pipelines.streams.survey import (
    brand_survey_shapes,
    qualtrics,
    survey_exports,
    surveymonkey,
    tencent_survey,
    typeform,
    wenjuanxing,
    wenjuanxing_api,
)
from pipelines.streams.web import clickstream

# In the order in which they are told. Every stream that a module declares is one.
MODULES = (
    google_ads,
    google_details,
    meta_ads,
    meta_reports,
    tiktok_ads,
    tiktok_reports,
    ocean_engine,
    ocean_reports,
    linkedin_ads,
    linkedin_reports,
    baidu,
    baidu_reports,
    tencent_ads,
    microsoft_ads,
    microsoft_reports,
    xiaohongshu_ads,
    xiaohongshu_reports,
    kuaishou_ads,
    kuaishou_reports,
    wechat_official_account,
    wechat_readers,
    wechat_around,
    youtube,
    douyin,
    bilibili,
    weibo,
    creator_orders,
    wechat_channels,
    xiaohongshu,
    zhihu,
    wechat_exports,
    creator_exports,
    analytics_exports,
    back_end_days,
    kol_campaigns,
    exports,
    exports_around,
    instagram,
    facebook_pages,
    linkedin_pages,
    x_twitter,
    hubspot,
    hubspot_around,
    salesforce,
    salesforce_around,
    wecom,
    wecom_links,
    fxiaoke,
    fxiaoke_around,
    xiaoshouyi,
    xiaoshouyi_around,
    typeform,
    surveymonkey,
    qualtrics,
    tencent_survey,
    wenjuanxing_api,
    shopify,
    survey_exports,
    wenjuanxing,
    brand_survey_shapes,
    clickstream,
    activities,
    sign_in_sheets,
    on_site,
    budget_workbook,
    expense_ledger,
    payroll,
    exchange_rates,
    kpi_targets,
    collaboration_requests,
    project_tasks,
)


def by_name(*streams: Stream) -> Mapping[str, Stream]:
    """Streams by their names; two of one name are a mistake."""
    named = {stream.name: stream for stream in streams}
    if len(named) != len(streams):
        raise ValueError("two streams have one name")
    return named


STREAMS: Mapping[str, Stream] = by_name(
    *(one for module in MODULES for one in vars(module).values() if isinstance(one, Stream))
)
