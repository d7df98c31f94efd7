"""Who the company is: brands, products, teams, channels, accounts, projects, exchange rates."""

from datetime import date, timedelta

import numpy as np
import polars as pl

from sandbox.story.draw import MONEY, Scale

SHANGHAI, LOS_ANGELES, BERLIN = "Asia/Shanghai", "America/Los_Angeles", "Europe/Berlin"
UTC = "UTC"
REGION_ZONES = {"CN-EAST": SHANGHAI, "CN-SOUTH": SHANGHAI, "US": LOS_ANGELES, "EU": BERLIN}
SITES = {"qinghe": "www.qinghe.example", "lumora": "www.lumora.example"}

BRANDS = [("qinghe", "青禾", "Qinghe"), ("lumora", "流光", "Lumora")]
REGIONS = [
    ("CN-EAST", "华东", "East China"),
    ("CN-SOUTH", "华南", "South China"),
    ("US", "美国", "United States"),
    ("EU", "欧洲", "Europe"),
]
PRODUCT_LINES = [
    ("TENT", "qinghe", "帐篷", "Tents"),
    ("BAG", "qinghe", "睡袋", "Sleeping bags"),
    ("LAMP", "lumora", "灯具", "Lamps"),
    ("CANDLE", "lumora", "香薰蜡烛", "Candles"),
]
PRODUCTS = [
    ("TENT-2P", "TENT", "双人帐篷 “轻云”", 89900, 41000),
    ("TENT-4P", "TENT", "四人帐篷 远山", 169900, 82000),
    ("TENT-TARP", "TENT", "天幕 Tarp 3×4m", 39900, 15500),
    ("BAG-05", "BAG", "睡袋 +5°C", 32900, 13200),
    ("BAG-15", "BAG", "睡袋 −15°C", 79900, 35000),
    ("BAG-PAD", "BAG", "防潮垫 R4.2", 25900, 9900),
    ("LAMP-DESK", "LAMP", "Lumora Desk 护眼台灯", 45900, 19000),
    ("LAMP-FLOOR", "LAMP", "Lumora Floor 落地灯", 99900, 43000),
    ("LAMP-NIGHT", "LAMP", "小夜灯 🌙", 12900, 4100),
    ("CANDLE-FIG", "CANDLE", "Candle Fig & Cedar", 15900, 4800),
    ("CANDLE-SEA", "CANDLE", "Candle “Sea Salt”, 220 g", 15900, 4700),
    ("CANDLE-SET", "CANDLE", "香薰礼盒 Set of 3", 39900, 12900),
]
TEAMS = [
    ("PERF", "投放组", "Performance"),
    ("CONT", "内容组", "Content"),
    ("EVNT", "活动组", "Events"),
    ("CRM", "客户组", "Customers"),
]
POSITIONS = [
    ("marketing_manager", "市场经理", "Marketing manager", "PERF"),
    ("media_buyer", "投放专员", "Media buyer", "PERF"),
    ("brand_specialist", "品牌专员", "Brand specialist", "CONT"),
    ("content_operator", "内容运营", "Content operator", "CONT"),
    ("event_planner", "活动策划", "Event planner", "EVNT"),
    ("crm_operator", "客户运营", "CRM operator", "CRM"),
    ("data_analyst", "数据分析师", "Data analyst", "CRM"),
]
CHANNELS = [
    ("google_search", "paid_search", "谷歌搜索", "Google Search", "PERF"),
    ("google_pmax", "paid_search", "谷歌效果最大化", "Google Performance Max", "PERF"),
    ("meta_ads", "paid_social", "Meta广告", "Meta Ads", "PERF"),
    ("tiktok_ads", "paid_social", "TikTok广告", "TikTok Ads", "PERF"),
    ("ocean_engine", "paid_social", "巨量引擎", "Ocean Engine", "PERF"),
    ("baidu_search", "paid_search", "百度搜索", "Baidu Search", "PERF"),
    ("baidu_feed", "paid_social", "百度信息流", "Baidu Feed", "PERF"),
    ("microsoft_search", "paid_search", "必应搜索", "Microsoft Search", "PERF"),
    ("tencent_ads", "paid_social", "腾讯广告", "Tencent Ads", "PERF"),
    ("xiaohongshu_ads", "paid_social", "小红书聚光", "Xiaohongshu Juguang", "PERF"),
    ("kuaishou_ads", "paid_social", "快手磁力引擎", "Kuaishou Ads", "PERF"),
    ("linkedin_ads", "paid_social", "领英广告", "LinkedIn Ads", "PERF"),
    ("wechat_article", "organic_social", "公众号文章", "WeChat articles", "CONT"),
    ("youtube_organic", "organic_social", "YouTube频道", "YouTube channel", "CONT"),
    ("xiaohongshu_organic", "organic_social", "小红书笔记", "Xiaohongshu notes", "CONT"),
    ("kol", "creator", "达人合作", "Creators", "CONT"),
    ("email", "email", "邮件", "E-mail", "CRM"),
    ("sms", "sms", "短信", "SMS", "CRM"),
    ("organic_search", "organic_search", "自然搜索", "Organic search", "CONT"),
    ("referral", "referral", "外链引荐", "Referral", "CONT"),
    ("event", "event", "线下活动", "Events", "EVNT"),
    ("direct", "direct", "直接访问", "Direct", None),
]
ACCOUNTS = [
    ("google_ads", "1112223334", "青禾 搜索 华东", SHANGHAI, "CNY", "qinghe", "CN-EAST"),
    ("google_ads", "1112223335", "Qinghe Search US", LOS_ANGELES, "USD", "qinghe", "US"),
    ("meta_ads", "5550001", "Qinghe Meta US", LOS_ANGELES, "USD", "qinghe", "US"),
    ("meta_ads", "5550002", "Lumora Meta EU", BERLIN, "USD", "lumora", "EU"),
    ("tiktok_ads", "7000000000000000001", "Lumora TikTok US", LOS_ANGELES, "USD", "lumora", "US"),
    ("ocean_engine", "1760000000000001", "青禾 巨量 华东", SHANGHAI, "CNY", "qinghe", "CN-EAST"),
    ("ocean_engine", "1760000000000002", "流光 巨量 华南", SHANGHAI, "CNY", "lumora", "CN-SOUTH"),
    ("wechat_official_account", "gh_qinghe", "青禾露营", SHANGHAI, "CNY", "qinghe", "CN-EAST"),
    ("wechat_official_account", "gh_lumora", "流光家居", SHANGHAI, "CNY", "lumora", "CN-SOUTH"),
    (
        "wechat_official_account_exports",
        "gh_club",
        "青禾会员",
        SHANGHAI,
        "CNY",
        "qinghe",
        "CN-EAST",
    ),
    ("youtube", "UCqinghe000000000000001", "Qinghe Outdoors", LOS_ANGELES, "USD", "qinghe", "US"),
    ("hubspot", "24000001", "HubSpot portal", SHANGHAI, "CNY", "qinghe", "CN-EAST"),
    ("wecom", "ww8a7b6c5d4e3f2a1b", "企业微信", SHANGHAI, "CNY", "qinghe", "CN-EAST"),
    ("salesforce", "00D5g000004XyZaEAK", "Salesforce org", LOS_ANGELES, "USD", "qinghe", "US"),
    ("fxiaoke", "FSCID_A1B2C3D4", "纷享销客 华东", SHANGHAI, "CNY", "qinghe", "CN-EAST"),
    ("xiaoshouyi", "2904963900000017", "销售易 华南", SHANGHAI, "CNY", "lumora", "CN-SOUTH"),
    ("fxiaoke_exports", "FSCID_E5F6G7H8", "纷享销客 门店", SHANGHAI, "CNY", "qinghe", "CN-EAST"),
    (
        "xiaoshouyi_exports",
        "2904963900000029",
        "销售易 门店",
        SHANGHAI,
        "CNY",
        "lumora",
        "CN-SOUTH",
    ),
    ("trello", "68e0a1b2c3d4e5f60718293a", "城市沙龙巡回", SHANGHAI, "CNY", "qinghe", "CN-EAST"),
    ("feishu_bitable", "bascnA1b2C3.tblD4e5", "客户组任务", SHANGHAI, "CNY", "qinghe", "CN-EAST"),
    ("eventbrite", "228877665501", "流光 Eventbrite", SHANGHAI, "CNY", "lumora", "CN-SOUTH"),
    ("typeform", "lumora-typeform", "Lumora surveys", BERLIN, "USD", "lumora", "EU"),
    ("surveymonkey", "qinghe-us-surveys", "Qinghe US surveys", LOS_ANGELES, "USD", "qinghe", "US"),
    ("qualtrics", "lumora-research", "Lumora research", BERLIN, "USD", "lumora", "EU"),
    ("tencent_survey", "100860012", "青禾 腾讯问卷", SHANGHAI, "CNY", "qinghe", "CN-EAST"),
    ("wenjuanxing_api", "lumora-wjx", "流光 问卷星", SHANGHAI, "CNY", "lumora", "CN-SOUTH"),
    ("shopify", "qinghe-cn", "青禾 商城", SHANGHAI, "CNY", "qinghe", "CN-EAST"),
    ("shopify", "qinghe-us", "Qinghe US store", LOS_ANGELES, "USD", "qinghe", "US"),
    ("shopify", "lumora-eu", "Lumora EU store", BERLIN, "USD", "lumora", "EU"),
    ("shopify", "lumora-cn", "流光 商城", SHANGHAI, "CNY", "lumora", "CN-SOUTH"),
    ("taobao_tmall_top", "60412345", "青禾 天猫旗舰店", SHANGHAI, "CNY", "qinghe", "CN-EAST"),
    ("jd", "10099", "青禾 京东旗舰店", SHANGHAI, "CNY", "qinghe", "CN-EAST"),
    ("douyin_shop", "4455667", "青禾 抖音旗舰店", SHANGHAI, "CNY", "qinghe", "CN-EAST"),
    ("seller_backend_exports", "58800123", "流光 淘宝店", SHANGHAI, "CNY", "lumora", "CN-SOUTH"),
    ("seller_backend_exports", "4455668", "青禾 抖店", SHANGHAI, "CNY", "qinghe", "CN-SOUTH"),
    ("baidu", "qinghe-baidu", "青禾 百度 华东", SHANGHAI, "CNY", "qinghe", "CN-EAST"),
    ("baidu", "lumora-baidu", "流光 百度 华南", SHANGHAI, "CNY", "lumora", "CN-SOUTH"),
    ("tencent_ads", "20000001", "青禾 腾讯 华东", SHANGHAI, "CNY", "qinghe", "CN-EAST"),
    ("tencent_ads", "20000002", "流光 腾讯 华南", SHANGHAI, "CNY", "lumora", "CN-SOUTH"),
    ("xiaohongshu_ads", "1000001", "青禾 聚光 华东", SHANGHAI, "CNY", "qinghe", "CN-EAST"),
    ("xiaohongshu_ads", "1000002", "流光 聚光 华南", SHANGHAI, "CNY", "lumora", "CN-SOUTH"),
    ("kuaishou_ads", "26000001", "流光 快手 华南", SHANGHAI, "CNY", "lumora", "CN-SOUTH"),
    ("linkedin_ads", "512345601", "Qinghe LinkedIn US", UTC, "USD", "qinghe", "US"),
    ("microsoft_ads", "150000001", "Qinghe Bing US", LOS_ANGELES, "USD", "qinghe", "US"),
    ("microsoft_ads", "150000002", "Lumora Bing EU", BERLIN, "USD", "lumora", "EU"),
    (
        "google_analytics4",
        "345678901",
        "Qinghe US site",
        LOS_ANGELES,
        "USD",
        "qinghe",
        "US",
    ),
    ("baidu_tongji", "16020260", "青禾官网 百度统计", SHANGHAI, "CNY", "qinghe", "CN-EAST"),
    ("matomo", "3", "Lumora site, Matomo", BERLIN, "USD", "lumora", "EU"),
]
# platform, connector that reads the account, then as above. Where they differ people drop files.
SOCIAL_ACCOUNTS = [
    ("douyin", "douyin", "_000QingheDouyin01", "青禾 抖音", SHANGHAI, "CNY", "qinghe", "CN-EAST"),
    ("douyin", "douyin_exports", "lumora-douyin", "流光 抖音", SHANGHAI, "CNY", "lumora",
     "CN-SOUTH"),
    ("wechat_channels", "wechat_channels", "sphQinghe01", "青禾 视频号", SHANGHAI, "CNY",
     "qinghe", "CN-EAST"),
    ("wechat_channels", "wechat_channels", "sphLumora02", "流光 视频号", SHANGHAI, "CNY",
     "lumora", "CN-SOUTH"),
    ("bilibili", "bilibili", "5fa1c0de00000000000000000000b1l1", "青禾 B站", SHANGHAI, "CNY",
     "qinghe", "CN-EAST"),
    ("bilibili", "bilibili_exports", "lumora-bilibili", "流光 B站", SHANGHAI, "CNY", "lumora",
     "CN-SOUTH"),
    ("xiaohongshu", "xiaohongshu", "5f3a0c0000000000000000a1", "青禾 小红书", SHANGHAI, "CNY",
     "qinghe", "CN-EAST"),
    ("xiaohongshu", "xiaohongshu", "5f3a0c0000000000000000b2", "流光 小红书", SHANGHAI, "CNY",
     "lumora", "CN-SOUTH"),
    ("weibo", "weibo", "7700000001", "青禾 微博", SHANGHAI, "CNY", "qinghe", "CN-EAST"),
    ("weibo", "weibo_exports", "7700000002", "流光 微博", SHANGHAI, "CNY", "lumora",
     "CN-SOUTH"),
    ("zhihu", "zhihu", "qinghe-outdoor", "青禾 知乎", SHANGHAI, "CNY", "qinghe", "CN-EAST"),
    ("zhihu", "zhihu", "lumora-home", "流光 知乎", SHANGHAI, "CNY", "lumora", "CN-SOUTH"),
    ("instagram", "instagram", "17841400000000001", "Qinghe Instagram", LOS_ANGELES, "USD",
     "qinghe", "US"),
    ("instagram", "instagram", "17841400000000002", "Lumora Instagram", LOS_ANGELES, "USD",
     "lumora", "EU"),
    ("facebook_pages", "facebook_pages", "102030405060701", "Qinghe Facebook", LOS_ANGELES,
     "USD", "qinghe", "US"),
    ("facebook_pages", "facebook_pages", "102030405060702", "Lumora Facebook", LOS_ANGELES,
     "USD", "lumora", "EU"),
    ("linkedin_pages", "linkedin_pages", "90362860", "Qinghe LinkedIn", "UTC", "USD", "qinghe",
     "US"),
    ("linkedin_pages", "linkedin_pages", "90362861", "Lumora LinkedIn", "UTC", "USD", "lumora",
     "EU"),
    ("x_twitter", "x_twitter", "905382554", "Qinghe X", "UTC", "USD", "qinghe", "US"),
    ("x_twitter", "x_twitter", "905382555", "Lumora X", "UTC", "USD", "lumora", "EU"),
    ("linkedin_pages", "linkedin_pages_exports", "qinghe-outdoor-eu", "Qinghe Europe LinkedIn",
     "UTC", "USD", "qinghe", "EU"),
    ("x_twitter", "x_twitter_exports", "qinghe-outdoor-eu-x", "Qinghe Europe X", "UTC", "USD",
     "qinghe", "EU"),
]  # fmt: skip
# Where the company orders from creators.
CREATOR_ACCOUNTS = [
    ("xingtu", "1790000000000888", "青禾 星图", SHANGHAI, "CNY", "qinghe", "CN-EAST"),
    ("pugongying", "5f3a0c0000000000000b2d01", "青禾 蒲公英", SHANGHAI, "CNY", "qinghe", "CN-EAST"),
]
# Listed by the platform, never reported: a manager account and one that is not enabled.
UNREPORTED_ACCOUNTS = [
    ("google_ads", "9998887770", "Manager", SHANGHAI, "CNY", "qinghe", "CN-EAST"),
    ("google_ads", "1112223399", "Closed account", SHANGHAI, "CNY", "qinghe", "CN-EAST"),
]
SEGMENT_SHOPS = {
    ("qinghe", "CN-EAST"): "qinghe-cn",
    ("qinghe", "US"): "qinghe-us",
    ("lumora", "EU"): "lumora-eu",
    ("lumora", "CN-SOUTH"): "lumora-cn",
    ("lumora", "US"): "lumora-eu",
}


def _table(columns: str, rows: list[tuple]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=columns.split(), orient="row")


def company() -> dict[str, pl.DataFrame]:
    """The dimensions that a person wrote down."""
    account = "connector account_id account_name zone currency_code brand_id region_id"
    own = [row[1:] for row in SOCIAL_ACCOUNTS]
    products = _table("sku product_line title list_cents cost_cents", PRODUCTS)
    return {
        "brands": _table("brand_id name_zh name_en", BRANDS),
        "regions": _table("region_id name_zh name_en", REGIONS),
        "product_lines": _table("product_line brand_id name_zh name_en", PRODUCT_LINES),
        "products": products.select(
            "sku",
            "product_line",
            "title",
            list_price=(pl.col("list_cents") / 100).cast(MONEY),
            unit_cost=(pl.col("cost_cents") / 100).cast(MONEY),
        ),
        "teams": _table("team_id name_zh name_en", TEAMS),
        "positions": _table("position_id name_zh name_en team_id", POSITIONS),
        "channels": _table("channel_id group name_zh name_en team_id", CHANNELS),
        "accounts": _table(account, [*ACCOUNTS, *own, *CREATOR_ACCOUNTS]),
        "unreported_accounts": _table(account, UNREPORTED_ACCOUNTS),
        "projects": projects(),
    }


def projects() -> pl.DataFrame:
    """Eight projects of the year, two per team."""
    rows = [
        ("P-2026-01", "春季露营上新", "PERF", "qinghe", date(2026, 2, 1), date(2026, 5, 31),
         date(2026, 5, 28)),
        ("P-2026-02", "双11全域投放", "PERF", "qinghe", date(2026, 9, 15), date(2026, 11, 20),
         None),
        ("P-2026-03", "内容种草计划", "CONT", "qinghe", date(2026, 1, 5), date(2026, 12, 20), None),
        ("P-2026-04", "Lumora launch films", "CONT", "lumora", date(2026, 6, 1), date(2026, 10,
         31), date(2026, 11, 6)),
        ("P-2026-05", "城市沙龙巡回", "EVNT", "qinghe", date(2026, 3, 1), date(2026, 12, 15), None),
        ("P-2026-06", "流光新品发布会", "EVNT", "lumora", date(2026, 8, 1), date(2026, 11, 30),
         None),
        ("P-2026-07", "会员复购唤醒", "CRM", "qinghe", date(2026, 1, 1), date(2026, 12, 31), None),
        ("P-2026-08", "客户数据治理", "CRM", "lumora", date(2026, 4, 1), date(2026, 9, 30),
         date(2026, 10, 12)),
    ]  # fmt: skip
    return _table("project_id name team_id brand_id start due end", rows)


def exchange_rates(scale: Scale) -> pl.DataFrame:
    """CNY for one dollar, four decimals, every day of the year to date."""
    first = date(scale.today.year, 1, 1)
    days = [first + timedelta(days=n) for n in range((scale.today - first).days + 1)]
    steps = np.random.default_rng(20260101).normal(0, 0.006, len(days))
    ten_thousandths = np.round((7.12 + np.clip(np.cumsum(steps), -0.25, 0.25)) * 10_000)
    rates = (pl.Series("cny_per_unit", ten_thousandths.astype(np.int64)) / 10_000).cast(MONEY)
    usd = pl.DataFrame({"rate_date": days, "currency_code": "USD", "cny_per_unit": rates})
    return usd.with_columns(pl.col("currency_code").cast(pl.String))
