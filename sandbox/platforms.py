"""The platforms there are, by hand: those that answer over HTTP and those that drop files."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from sandbox.ads import (
    baidu,
    google_ads,
    kuaishou_ads,
    linkedin_ads,
    meta_ads,
    microsoft_ads,
    ocean_engine,
    tencent_ads,
    tiktok_ads,
    xiaohongshu_ads,
)
from sandbox.commerce import douyin_shop, jd, seller_backend_exports, shopify, taobao_tmall_top
from sandbox.crm import exports as crm_exports
from sandbox.crm import fxiaoke, hubspot, salesforce, wecom, xiaoshouyi
from sandbox.dialogue import Route
from sandbox.events import eventbrite, sign_in_sheets
from sandbox.finance import (
    budget_workbook,
    collaboration_requests,
    exchange_rates,
    expense_ledger,
    feishu_bitable,
    kpi_targets,
    payroll,
    project_tasks,
    trello,
)
from sandbox.partners import partners
from sandbox.social import (
    analytics_exports,
    bilibili,
    creator_exports,
    douyin,
    facebook_pages,
    instagram,
    kol_campaigns,
    linkedin_pages,
    pugongying,
    wechat_channels,
    wechat_exports,
    wechat_official_account,
    weibo,
    x_twitter,
    xiaohongshu,
    xingtu,
    youtube,
    zhihu,
)
from sandbox.survey import (
    brand_survey_shapes,
    qualtrics,
    survey_exports,
    surveymonkey,
    tencent_survey,
    typeform,
    wenjuanxing,
    wenjuanxing_api,
)
from sandbox.web import baidu_tongji, clickstream, ga4_bigquery_export, google_analytics4, matomo
from sandbox.world import World

ROUTES: dict[str, Callable[[World], list[Route]]] = {
    "google_ads": google_ads.routes,
    "meta_ads": meta_ads.routes,
    "tiktok_ads": tiktok_ads.routes,
    "ocean_engine": ocean_engine.routes,
    "linkedin_ads": linkedin_ads.routes,
    "baidu": baidu.routes,
    "tencent_ads": tencent_ads.routes,
    "microsoft_ads": microsoft_ads.routes,
    "xiaohongshu_ads": xiaohongshu_ads.routes,
    "kuaishou_ads": kuaishou_ads.routes,
    "wechat_official_account": wechat_official_account.routes,
    "youtube": youtube.routes,
    "instagram": instagram.routes,
    "facebook_pages": facebook_pages.routes,
    "linkedin_pages": linkedin_pages.routes,
    "x_twitter": x_twitter.routes,
    "douyin": douyin.routes,
    "bilibili": bilibili.routes,
    "weibo": weibo.routes,
    "xingtu": xingtu.routes,
    "pugongying": pugongying.routes,
    "hubspot": hubspot.routes,
    "salesforce": salesforce.routes,
    "wecom": wecom.routes,
    "fxiaoke": fxiaoke.routes,
    "xiaoshouyi": xiaoshouyi.routes,
    "typeform": typeform.routes,
    "surveymonkey": surveymonkey.routes,
    "qualtrics": qualtrics.routes,
    "tencent_survey": tencent_survey.routes,
    "wenjuanxing_api": wenjuanxing_api.routes,
    "eventbrite": eventbrite.routes,
    "trello": trello.routes,
    "feishu_bitable": feishu_bitable.routes,
    "shopify": shopify.routes,
    "taobao_tmall_top": taobao_tmall_top.routes,
    "jd": jd.routes,
    "douyin_shop": douyin_shop.routes,
    "baidu_tongji": baidu_tongji.routes,
    "matomo": matomo.routes,
    "google_analytics4": google_analytics4.routes,
}
FILES: dict[str, Callable[[World, Path, date | None], list[Path]]] = {
    "wechat_channels": wechat_channels.write,
    "xiaohongshu": xiaohongshu.write,
    "zhihu": zhihu.write,
    "wechat_official_account_exports": wechat_exports.write,
    "douyin_exports": creator_exports.write_douyin,
    "bilibili_exports": creator_exports.write_bilibili,
    "weibo_exports": creator_exports.write_weibo,
    "linkedin_pages_exports": analytics_exports.write_linkedin,
    "x_twitter_exports": analytics_exports.write_x,
    "kol_campaigns": kol_campaigns.write,
    "fxiaoke_exports": crm_exports.write_fxiaoke,
    "xiaoshouyi_exports": crm_exports.write_xiaoshouyi,
    "seller_backend_exports": seller_backend_exports.write,
    "survey_exports": survey_exports.write,
    "wenjuanxing": wenjuanxing.write,
    "brand_survey_shapes": brand_survey_shapes.write,
    "clickstream": clickstream.write,
    "ga4_bigquery_export": ga4_bigquery_export.write,
    "sign_in_sheets": sign_in_sheets.write,
    "budget_workbook": budget_workbook.write,
    "expense_ledger": expense_ledger.write,
    "payroll": payroll.write,
    "exchange_rates": exchange_rates.write,
    "kpi_targets": kpi_targets.write,
    "collaboration_requests": collaboration_requests.write,
    "project_tasks": project_tasks.write,
    "partners": partners.write,
}


def write_inbox(world: World, inbox: Path, today: date | None = None) -> list[Path]:
    """Every file people have dropped by `today`, each into the folder of its connector."""
    return [path for name, write in FILES.items() for path in write(world, inbox / name, today)]
