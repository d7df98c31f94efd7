"""Ad platforms: records composed from their contracts, and the rows that must come of them."""

import json
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from pulled import cleaned, reasons, row

from pipelines.streams import STREAMS
from pipelines.streams.ads import (
    google_ads,
    google_details,
    meta_ads,
    meta_reports,
    microsoft_ads,
    microsoft_reports,
    ocean_engine,
    ocean_reports,
    tiktok_ads,
    tiktok_reports,
)
from pipelines.streams.ads.microsoft_zones import ZONES
from pipelines.streams.clean import ContractBroken

ALIKE = ("google_ads", "meta_ads", "tiktok_ads", "ocean_engine", "linkedin_ads")
DAY = date(2026, 11, 3)


def google(ad: str = "501", **metrics: object) -> dict:
    told = {"clicks": "12", "impressions": "840", "costMicros": "15730000", "conversions": 1.5}
    told |= {"conversionsValue": 120.0, "allConversions": 2.25, "viewThroughConversions": "0"}
    customer = "customers/1112223334"
    return {
        "customer": {"resourceName": customer, "id": "1112223334", "currencyCode": "CNY"},
        "campaign": {"resourceName": f"{customer}/campaigns/301", "id": "301"},
        "adGroup": {"resourceName": f"{customer}/adGroups/401", "id": "401"},
        "adGroupAd": {
            "resourceName": f"{customer}/adGroupAds/401~{ad}",
            "ad": {"resourceName": f"{customer}/ads/{ad}", "id": ad},
        },
        "metrics": {name: value for name, value in (told | metrics).items() if value is not ...},
        "segments": {"date": "2026-11-03"},
    }


def test_google_money_is_micros_and_conversions_are_fractions():
    result = cleaned(google_ads.ad_report, google())
    assert row(result) == {
        "report_date": DAY,
        "ad_id": "501",
        "ad_group_id": "401",
        "campaign_id": "301",
        "impressions": 840,
        "clicks": 12,
        "spend": Decimal("15.73"),
        "currency_code": "CNY",
        "platform_conversions": 1.5,
        "platform_conversion_value": 120.0,
    }
    assert result.drift == []


def test_google_leaves_out_a_zero_of_one_row_but_never_of_all():
    quiet = cleaned(google_ads.ad_report, google("1", costMicros=..., conversions=...), google("2"))
    assert quiet.good["spend"].to_list() == [Decimal(0), Decimal("15.73")]
    assert quiet.good["platform_conversions"].to_list() == [0, 1.5]
    with pytest.raises(ContractBroken, match="costMicros"):
        cleaned(google_ads.ad_report, *(google(str(n), costMicros=...) for n in range(12)))


def test_google_int64_beyond_doubles_are_exact():
    good = cleaned(google_ads.ad_report, google("9007199254740993", costMicros="9007199254740993"))
    assert row(good)["ad_id"] == "9007199254740993"
    assert row(good)["spend"] == Decimal("9007199254.740993")


def test_google_performance_max_has_days_of_campaigns_not_of_ads():
    record = google()
    del record["adGroup"], record["adGroupAd"]
    result = cleaned(google_ads.campaign_report, record)
    assert (row(result)["campaign_id"], row(result)["spend"]) == ("301", Decimal("15.73"))
    with pytest.raises(ContractBroken, match=r"adGroupAd\.ad\.id"):
        cleaned(google_ads.ad_report, record)


def test_google_words_and_what_they_were_matched_to():
    term = google()
    del term["adGroupAd"]
    keyword = "customers/1112223334/adGroupCriteria/401~601"
    found = {"resourceName": "customers/1112223334/searchTermViews/301~401~x", "searchTerm": "青禾"}
    told = {"keyword": {"adGroupCriterion": keyword}, "searchTermMatchType": "NEAR_EXACT"}
    term |= {"searchTermView": found, "segments": {"date": "2026-11-03"} | told}
    without = term | {"segments": {"date": "2026-11-03", "searchTermMatchType": "BROAD"}}
    result = cleaned(google_details.search_term_report, term, without)
    names = ["ad_group_id", "keyword_id", "search_term", "match_type"]
    assert result.good.select(names).rows() == [
        ("401", "601", "青禾", "NEAR_EXACT"),
        ("401", None, "青禾", "BROAD"),
    ]
    assert result.drift == []
    word = google()
    word["adGroupCriterion"] = {
        "resourceName": keyword,
        "criterionId": "601",
        "keyword": {"text": "帐篷", "matchType": "PHRASE"},
    }
    told = row(cleaned(google_details.keyword_report, word))
    assert (told["keyword_id"], told["keyword"], told["quality_score"]) == ("601", "帐篷", None)


def test_google_claims_are_of_an_ad_or_of_a_campaign_without_ads():
    claim = google(impressions=..., clicks=..., costMicros=..., conversionsByConversionDate=1.0)
    claim["segments"]["conversionAction"] = "customers/1112223334/conversionActions/6501"
    del claim["adGroup"]
    whole = claim | {"campaign": {"id": "302"}}
    del whole["adGroupAd"]
    result = cleaned(google_details.conversion_report, claim, whole)
    names = ["unit_id", "ad_id", "campaign_id", "conversion_action_id", "conversions"]
    assert result.good.select(names).rows() == [
        ("501", "501", "301", "6501", 1.5),
        ("302", None, "302", "6501", 1.5),
    ]
    assert result.good["all_conversions"].to_list() == [2.25, 2.25]
    assert (result.good["conversions_when_converted"].to_list(), result.drift) == ([1.0, 1.0], [])


def test_microsoft_names_of_zones_are_iana_zones():
    assert all(ZoneInfo(zone) for zone in ZONES.values())
    card = {"Id": 1, "CurrencyCode": "USD", "TimeZone": "EasternTimeUSCanada"}
    told = cleaned(microsoft_ads.accounts, card, account="1")
    assert row(told)["time_zone"] == "America/New_York"


def test_google_entities_carry_names_budgets_and_addresses():
    campaign = {
        "campaign": {
            "resourceName": "customers/1/campaigns/301",
            "id": "301",
            "name": "QH_CNE_TENT_CONV_PROSP_1111_202611_PERF",
            "status": "ENABLED",
            "advertisingChannelType": "SEARCH",
            "startDate": "2026-11-01",
        },
        "campaignBudget": {"resourceName": "x", "amountMicros": "300000000"},
    }
    assert row(cleaned(google_ads.campaigns, campaign))["daily_budget"] == Decimal(300)
    ad = google()
    ad["adGroupAd"]["ad"] |= {"name": 'say "hi"\t🦊', "finalUrls": ["https://a.example/?x=1"]}
    told = row(cleaned(google_ads.ads, ad))
    assert (told["ad_name"], told["landing_url"]) == ('say "hi"\t🦊', "https://a.example/?x=1")


def test_of_a_listing_only_the_account_itself_is_its_account():
    cards = [{"customer": {"id": number, "currencyCode": "CNY"}} for number in ("1112223334", "2")]
    result = cleaned(google_ads.accounts, *cards, account="111-222-3334")
    assert result.good["account_id"].to_list() == ["111-222-3334"]
    assert (result.filtered, result.drift) == (1, [])


def meta(ad: str = "120003", **told: object) -> dict:
    purchase = "offsite_conversion.fb_pixel_purchase"
    record = {
        "account_id": "5550001",
        "account_currency": "USD",
        "campaign_id": "120001",
        "adset_id": "120002",
        "ad_id": ad,
        "impressions": "1850",
        "clicks": "41",
        "inline_link_clicks": "29",
        "spend": "36.9",
        "reach": "1502",
        "frequency": "1.231691",
        "actions": [
            {"action_type": "link_click", "value": "29", "1d_click": "27", "7d_click": "29"},
            {"action_type": purchase, "value": "3", "1d_click": "1", "7d_click": "3"},
        ],
        "action_values": [{"action_type": purchase, "value": "149.7", "7d_click": "149.7"}],
        "date_start": "2026-11-03",
        "date_stop": "2026-11-03",
    } | told
    return {name: value for name, value in record.items() if value is not ...}


def test_meta_leaves_out_metrics_without_value():
    result = cleaned(meta_reports.ad_report, meta(), meta("2", spend=..., clicks=..., actions=...))
    assert result.good["spend"].to_list() == [Decimal("36.9"), Decimal(0)]
    assert result.good["clicks"].to_list() == [41, 0]
    assert result.good["platform_conversions"].to_list() == [None, None]
    assert result.drift == []


def test_meta_actions_are_rows_and_windows_stand_beside_each_other():
    records = [meta(), meta("2", actions=..., action_values=[])]
    actions = cleaned(meta_reports.ad_actions, *records)
    assert actions.good.select(
        "ad_id", "action_type", "conversions", "conversions_1d_click", "conversions_1d_view"
    ).rows() == [
        ("120003", "link_click", 29.0, 27.0, None),
        ("120003", "offsite_conversion.fb_pixel_purchase", 3.0, 1.0, None),
    ]
    values = cleaned(meta_reports.ad_action_values, *records)
    assert values.good["value"].to_list() == [149.7]
    assert actions.drift == values.drift == []


def test_meta_campaigns_have_days_weeks_and_months_and_the_account_has_days():
    day = meta(ad_id=..., adset_id=..., spend=..., clicks=...)
    week = {"campaign_id": "120001", "impressions": "9000", "reach": "4000"}
    week |= {"date_start": "2026-10-26", "date_stop": "2026-11-01"}
    month = week | {"date_start": "2026-10-01", "date_stop": "2026-10-31", "reach": "9001"}
    result = cleaned(meta_reports.campaign_report, day, day | {"campaign_id": ""}, week, month)
    shown = result.good.select("period_kind", "scope", "reach", "spend", "clicks")
    assert sorted(shown.rows(), key=str) == [
        ("day", "120001", 1502, Decimal(0), 0),
        ("day", "account", 1502, Decimal(0), 0),
        ("week", "120001", 4000, None, None),
    ]
    assert reasons(result) == ["more_people_than_impressions"]
    told = cleaned(meta_reports.campaign_actions, day, week).good
    assert told.select("campaign_id", "action_type", "conversions").height == 2


def test_meta_ad_sets_without_a_budget_of_their_own_say_none():
    card = {"id": "2", "name": "s", "effective_status": "CAMPAIGN_PAUSED", "campaign_id": "1"}
    result = cleaned(meta_ads.ad_groups, card | {"daily_budget": "0"})
    assert (row(result)["daily_budget"], row(result)["status"]) == (None, "CAMPAIGN_PAUSED")


def test_meta_budgets_are_cents_and_days_are_the_accounts_own():
    campaign = {"id": "1", "name": "x", "effective_status": "ARCHIVED", "daily_budget": "5000"}
    campaign |= {"start_time": "2026-11-03T23:30:00-0800", "stop_time": "2026-11-30T23:59:59-0800"}
    told = row(cleaned(meta_ads.campaigns, campaign))
    assert (told["daily_budget"], told["start_date"]) == (Decimal(50), DAY)
    assert told["end_date"] == date(2026, 11, 30)


def tiktok(ad: object = "1760000000000001", **metrics: object) -> dict:
    told = {"spend": "41.27", "impressions": "9120", "clicks": "133", "ctr": "1.46", "cpc": "0.31"}
    told |= {"conversion": "4", "cost_per_conversion": "10.32", "currency": "USD"}
    told |= {"campaign_id": "1750000000000001", "adgroup_id": "1755", "campaign_name": "brand_q4"}
    told |= {"real_time_app_install": "-", "total_purchase_value": "-"}
    told |= {"real_time_conversion": "3", "complete_payment": "2", "result": "-"}
    return {
        "dimensions": {"ad_id": ad, "stat_time_day": "2026-11-03 00:00:00"},
        "metrics": told | metrics,
    }


def test_tiktok_dashes_are_nothing_and_ids_may_be_numbers():
    result = cleaned(
        tiktok_reports.ad_report, tiktok(), tiktok(17600000000000020001, conversion="-")
    )
    assert result.good["ad_id"].to_list() == ["1760000000000001", "17600000000000020001"]
    assert result.good["platform_conversions"].to_list() == [4, 0]
    assert result.good["report_date"].to_list() == [DAY, DAY]
    assert result.drift == []


@pytest.mark.parametrize(
    ("metrics", "reason"),
    [
        ({"spend": "-"}, "missing:spend"),
        ({"spend": "-0.01"}, "negative_spend"),
        ({"impressions": "-1"}, "negative_count"),
        ({"clicks": "9121"}, "more_clicks_than_impressions"),
        ({"spend": "41,27"}, "unreadable:spend"),
    ],
)
def test_tiktok_rows_that_cannot_be_are_set_aside(metrics, reason):
    assert reasons(cleaned(tiktok_reports.ad_report, tiktok("1"), tiktok("2", **metrics))) == [
        reason
    ]


def test_tiktok_periods_are_days_weeks_and_months_of_campaigns_and_days_of_the_account():
    day = {"campaign_id": "1", "stat_time_day": "2026-11-01 00:00:00"}
    week = {"dimensions": {"campaign_id": "1"}, "start": "2026-10-26", "end": "2026-11-01"}
    counted = {"impressions": "90", "reach": "60"}
    whole = counted | {"spend": "1.5", "clicks": "3", "currency": "USD"}
    account = {"advertiser_id": "7", "stat_time_day": "2026-11-01 00:00:00"}
    told = [
        {"dimensions": day, "metrics": whole, "service_type": "AUCTION"},
        week | {"metrics": counted, "service_type": "AUCTION"},
        {"dimensions": account, "metrics": whole | {"reach": "-"}, "service_type": "AUCTION"},
        {"dimensions": account, "metrics": whole | {"reach": "-"}, "service_type": "RESERVATION"},
    ]
    good = cleaned(tiktok_reports.campaign_report, *told).good
    shown = good.select("period_kind", "scope", "reach", "spend").sort("period_kind", "scope")
    assert shown.rows() == [
        ("day", "1", 60, Decimal("1.5")),
        ("day", "account of AUCTION", None, Decimal("1.5")),
        ("day", "account of RESERVATION", None, Decimal("1.5")),
        ("week", "1", 60, None),
    ]
    assert set(good["period_end_date"]) == {date(2026, 11, 1)}


@pytest.mark.parametrize(
    ("mode", "budget", "daily"),
    [
        ("BUDGET_MODE_DAY", 50.0, Decimal(50)),
        ("BUDGET_MODE_DYNAMIC_DAILY_BUDGET", 50.0, Decimal(50)),
        ("BUDGET_MODE_TOTAL", 900.0, None),
        ("BUDGET_MODE_INFINITE", 0, None),
        (None, 50.0, Decimal(50)),
    ],
)
def test_tiktok_budgets_are_daily_only_where_they_say_so(mode, budget, daily):
    card = {"adgroup_id": "2", "campaign_id": "1", "budget": budget, "budget_mode": mode}
    assert row(cleaned(tiktok_ads.ad_groups, card))["daily_budget"] == daily


def test_tiktok_smart_plus_ads_have_another_name_for_their_id():
    told = {"campaign_id": "1", "ad_name": "x"}
    cards = [told | {"ad_id": "1"}, told | {"smart_plus_ad_id": "2"}]
    assert cleaned(tiktok_ads.ads, *cards).good["ad_id"].to_list() == ["1", "2"]


def test_tiktok_gmv_max_tells_cost_and_orders_and_no_impressions():
    metrics = {"cost": "12.30", "orders": "2", "gross_revenue": "99.0", "currency": "USD"}
    of = {"campaign_id": "1", "stat_time_day": "2026-11-03 00:00:00"}
    told = row(cleaned(tiktok_reports.gmv_max_report, {"dimensions": of, "metrics": metrics}))
    assert (told["spend"], told["platform_conversions"]) == (Decimal("12.3"), 2)
    assert told["impressions"] is None


def ocean(ad: str = "7400000000000101", cost: str = "128.50", **dimensions: str) -> dict:
    told = {"stat_time_day": "2026-11-03", "cdp_project_id": "7400000000000001"}
    return {
        "dimensions": told | {"cdp_promotion_id": ad} | dimensions,
        "metrics": {
            "stat_cost": cost,
            "show_cnt": "10432",
            "click_cnt": "187",
            "convert_cnt": "6",
            "attribution_convert_cnt": "7",
        },
    }


def test_ocean_engine_has_two_conversion_clocks_and_yuan():
    told = row(cleaned(ocean_reports.ad_report, ocean(), totals={"stat_cost": "128.50"}))
    assert told["platform_conversions"] == 7
    assert told["platform_conversions_by_conversion_date"] == 6
    assert (told["spend"], told["currency_code"]) == (Decimal("128.5"), "CNY")
    assert told["ad_group_id"] is None


def test_qianchuan_writes_other_names_for_the_same_fields():
    group = {"id": 7, "name": "直播", "budget": 300.0, "budget_mode": "BUDGET_MODE_DAY"}
    group |= {"status": "DELETE", "marketing_goal": "LIVE_PROM_GOODS", "create_date": "2026-11-03"}
    project: dict[str, object] = {"project_id": 8, "name": "p"}
    project |= {"status_first": "PROJECT_STATUS_ENABLE"}
    project |= {"delivery_setting": {"budget": 0, "budget_mode": "BUDGET_MODE_INFINITE"}}
    good = cleaned(ocean_engine.campaigns, group, project).good.sort("campaign_id")
    shown = good.select("campaign_id", "status", "channel_type", "daily_budget").rows()
    assert shown == [
        ("7", "DELETE", "LIVE_PROM_GOODS", Decimal(300)),
        ("8", "PROJECT_STATUS_ENABLE", None, None),
    ]
    plan = {"ad_id": 9, "name": "计划", "campaign_id": 7, "status": "DELIVERY_OK", "asked_of": "2"}
    told = row(cleaned(ocean_engine.ads, plan))
    assert (told["ad_id"], told["ad_name"], told["campaign_id"]) == ("9", "计划", "7")


def test_qianchuan_plans_tell_numbers_and_bills_tell_each_advertiser():
    plan: dict[str, object] = {"stat_datetime": "2026-11-03 00:00:00", "ad_id": 9, "campaign_id": 7}
    plan |= {"show_cnt": 90, "stat_cost": 12.34, "click_cnt": 4}
    plan |= {"pay_order_count": 2, "pay_order_amount": 99.8}
    told = row(cleaned(ocean_reports.qianchuan_report, plan))
    assert (told["spend"], told["orders"], told["order_value"]) == (Decimal("12.34"), 2, 99.8)
    bill = {"date": "2026-11-03", "cost": 50.5, "cash_cost": 50.5}
    bills = cleaned(
        ocean_reports.account_report, bill | {"asked_of": "1"}, bill | {"asked_of": "2"},
        bill | {"asked_of": "3", "cost": -1},
    )  # fmt: skip
    assert bills.good["payer_id"].to_list() == ["1", "2"]
    assert reasons(bills) == ["negative_spend"]


def test_ocean_engine_rows_of_equal_dimensions_are_set_aside_and_the_total_still_holds():
    records = [ocean("1"), ocean("2", "1.00"), ocean("2", "2.00")]
    result = cleaned(ocean_reports.ad_report, *records, totals={"stat_cost": "131.50"})
    assert result.good["ad_id"].to_list() == ["1"]
    assert reasons(result) == ["duplicate_key", "duplicate_key"]
    assert result.controls[0].agrees


def test_ocean_engine_a_total_that_differs_is_told():
    result = cleaned(ocean_reports.ad_report, ocean(), totals={"stat_cost": "129.00"})
    assert not result.controls[0].agrees


def test_ocean_engine_ids_are_numbers_beyond_doubles():
    promotion: dict[str, object] = {
        "promotion_id": 7400000000000000101,
        "project_id": 7400000000000000001,
    }
    promotion |= {"promotion_name": "灯 💡", "status_first": "PROMOTION_STATUS_ENABLE"}
    promotion |= {"promotion_materials": {"external_url_material_list": ["https://a.example/"]}}
    told = row(cleaned(ocean_engine.ads, json.dumps(promotion)))
    assert (told["ad_id"], told["campaign_id"]) == ("7400000000000000101", "7400000000000000001")
    assert told["landing_url"] == "https://a.example/"


@pytest.mark.parametrize("table", ["accounts", "campaigns", "ads", "ad_report"])
def test_a_kind_of_table_has_the_same_columns_on_every_platform(table):
    schemas = [dict(STREAMS[f"{platform}__{table}"].schema) for platform in ALIKE]
    extra = {"platform_conversions_by_conversion_date", "leads", "payments", "results"}
    for schema in schemas:
        assert {name: dtype for name, dtype in schema.items() if name not in extra} == schemas[0]
    assert schemas[0]["account_id"] == pl.String


@pytest.mark.parametrize("platform", [*ALIKE, "xiaohongshu_ads", "kuaishou_ads"])
def test_ad_reports_keep_their_first_figures(platform):
    report = STREAMS[f"{platform}__ad_report"]
    assert (report.versions, report.load, report.day) == (True, "window", "report_date")
    assert report.key == ("account_id", "report_date", "ad_id")


def microsoft(ad: str = "836001", **told: object) -> dict:
    line = {"TimePeriod": "2026-11-03", "AccountId": "150000001", "CampaignId": "3590"}
    line |= {"AdGroupId": "1338", "AdId": ad, "CurrencyCode": "USD", "Impressions": "1,040"}
    return line | {"Clicks": "23", "Spend": "1,018.42", "Conversions": "1", "Revenue": ""} | told


def test_microsoft_lines_are_text_with_commas_and_empty_ratios():
    result = cleaned(microsoft_reports.ad_report, microsoft())
    assert row(result) == {
        "report_date": DAY,
        "campaign_id": "3590",
        "ad_group_id": "1338",
        "ad_id": "836001",
        "impressions": 1040,
        "clicks": 23,
        "spend": Decimal("1018.42"),
        "currency_code": "USD",
        "platform_conversions": 1.0,
        "platform_conversion_value": None,
    }
    assert result.drift == []


def test_microsoft_says_zones_in_its_own_words():
    card = {"Id": 150000001, "Name": "Bing", "CurrencyCode": "USD", "ParentCustomerId": 7}
    card |= {"TimeZone": "PacificTimeUSCanadaTijuana", "AccountLifeCycleStatus": "Active"}
    other = card | {"Id": 2, "TimeZone": "Newfoundland"}
    result = cleaned(microsoft_ads.accounts, card, other, account="150000001")
    assert result.good["time_zone"].to_list()[0] == "America/Los_Angeles"
    assert "_zone" not in result.good.columns
