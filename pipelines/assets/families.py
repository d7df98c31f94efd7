"""Which connector belongs to which domain: the groups of the asset graph, and who runs when."""

from collections.abc import Mapping

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "ads": (
        "google_ads",
        "meta_ads",
        "tiktok_ads",
        "ocean_engine",
        "linkedin_ads",
        "baidu",
        "tencent_ads",
        "microsoft_ads",
        "xiaohongshu_ads",
        "kuaishou_ads",
    ),
    "social": (
        "wechat_official_account",
        "youtube",
        "douyin",
        "bilibili",
        "weibo",
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
        "xingtu",
        "pugongying",
        "instagram",
        "facebook_pages",
        "linkedin_pages",
        "x_twitter",
    ),
    "crm": (
        *("hubspot", "salesforce", "wecom", "fxiaoke", "xiaoshouyi"),
        *("fxiaoke_exports", "xiaoshouyi_exports"),
    ),
    "survey": (
        *("typeform", "surveymonkey", "qualtrics", "tencent_survey", "wenjuanxing_api"),
        *("survey_exports", "wenjuanxing", "brand_survey_shapes"),
    ),
    "commerce": ("shopify", "taobao_tmall_top", "jd", "douyin_shop", "seller_backend_exports"),
    "web": ("clickstream", "baidu_tongji", "ga4_bigquery_export", "matomo", "google_analytics4"),
    "events": ("eventbrite", "sign_in_sheets"),
    "partners": ("partners",),
    "finance": (
        *("budget_workbook", "expense_ledger", "payroll", "exchange_rates"),
        *("kpi_targets", "collaboration_requests", "project_tasks", "trello", "feishu_bitable"),
    ),
}


def family_of(connector: str) -> str:
    """The domain of a connector."""
    return next(family for family, members in FAMILIES.items() if connector in members)
