"""Spend, delivery, claims and what channels brought, exact to the cent."""

from datetime import date, timedelta

import polars as pl
import pytest
from answers import Answers, same, telling

from sandbox.ads.meta_insights import PARTS
from sandbox.ads.tiktok_rows import goal
from sandbox.ads.xiaohongshu_rows import of_wind
from sandbox.answers import comparison, money, roi
from sandbox.story.beside import gmv_max, qianchuan

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]

REPORTS = (
    "google_ads__campaign_report",
    "meta_ads__campaign_report where scope = 'account'",
    "tiktok_ads__campaign_report where scope like 'account%'",
    "tiktok_ads__gmv_max_report",
    "microsoft_ads__campaign_report",
    "ocean_engine__account_report",
    "linkedin_ads__ad_report",
    "baidu__account_report",
    "tencent_ads__account_report",
    "xiaohongshu_ads__account_report",
    "kuaishou_ads__account_report",
)
REACH = {
    "day": ("linkedin_ads", "meta_ads", "tiktok_ads"),
    "week": ("google_ads", "meta_ads", "tiktok_ads"),
    "month": ("google_ads", "linkedin_ads", "meta_ads", "tiktok_ads"),
}
OF_DISPLAY = (pl.col("objective") == "BRAND") & (pl.col("channel_id") != "google_pmax")
ROWS = """
    select roi.* exclude (account_key, campaign_key) rename (attribution_model as model,
        date_day as day), account_id, campaign_id
    from rpt_channel_roi as roi join marts.dim_account using (account_key)
    join marts.dim_campaign using (campaign_key)"""
META, UNSEEN = "5550001", date(2026, 11, 3)
SHOP, UNSOLD = "qinghe-us", date(2026, 11, 5)
CRM, UNHEARD = "00D5g000004XyZaEAK", date(2026, 11, 7)
COST_NEAR = 1e-4  # invoices are shared out over campaigns
INTERACTIONS = pl.sum_horizontal(pl.col("clicks") // part for part in (3, 20, 8, 50, 60))
WITH_KEYWORDS = ("baidu", "google_ads", "microsoft_ads", "xiaohongshu_ads", "kuaishou_ads")
WITHOUT_TERMS = ("xiaohongshu_ads",)  # what people typed is not told
BY_THE_WORD = ("xiaohongshu_ads",)  # a keyword has no number and no match type
CLICKED_ONLY = ("baidu",)  # their keywords without a click are not reported
NAMED = """
    from fct_ad_performance_daily as ads
    join dim_account as accounts on ads.account_key = accounts.account_key
    join dim_campaign as campaigns on ads.campaign_key = campaigns.campaign_key
    join dim_ad as creatives on ads.ad_key = creatives.ad_key
"""


def test_every_ad_on_every_day(answers: Answers):
    told = answers.marts(f"""
        select accounts.platform, accounts.account_id, campaigns.campaign_id,
            nullif(creatives.ad_id, 'none') as ad_id, ads.date_day as day, ads.channel_id,
            ads.brand_id, ads.region_id, ads.currency_code, impressions, clicks, spend_native, spend
        {NAMED}""")
    told = told.with_columns(pl.col("campaign_id").replace({"unknown": None}))
    same(told, answers.truth.spend, "platform", "account_id", "campaign_id", "ad_id", "day")


def test_an_ad_stands_under_its_own_campaign(answers: Answers):
    told = answers.marts("""
        select ads.platform, campaigns.account_key = ads.account_key as same_account,
            campaigns.campaign_id, nullif(ads.ad_group_id, 'none') as ad_group_id, ads.ad_id,
            ads.ad_name
        from dim_ad as ads join dim_campaign as campaigns using (campaign_key)
        where ads.ad_id not in ('none', 'unknown')""")
    true = answers.world.ads.with_columns(same_account=pl.lit(True))
    same(told, true, "platform", "ad_id")


def test_campaigns_are_named_as_they_are(answers: Answers):
    told = answers.marts("""
        select platform, campaign_id, campaign_name, channel_id, brand_id, region_id, naming_ok,
            daily_budget_native as daily_budget
        from dim_campaign where platform not in (
            'none', 'unknown', 'hubspot', 'salesforce', 'fxiaoke', 'xiaoshouyi')""")
    campaigns = answers.world.campaigns
    silent = gmv_max(campaigns)  # like 乘风, it tells no budgets
    listed = [
        not of_wind(row) and row["campaign_id"] != silent for row in campaigns.iter_rows(named=True)
    ]
    true = campaigns.with_columns(daily_budget=pl.when(pl.Series(listed)).then("daily_budget"))
    same(told, true, "platform", "campaign_id")


def test_money_is_the_same_in_source_staging_fact_and_report(answers: Answers):
    keys = ["platform", "account_id", "day"]
    true = answers.truth.spend_by(*keys)
    source = " union all ".join(
        f"select '{table.partition('__')[0]}' as platform, account_id, spend,"
        f" {'period_end_date' if 'scope' in table else 'report_date'} as day from source.{table}"
        for table in REPORTS
    )
    source = answers.warehouse(f"""
        select platform, account_id, day, sum(spend) as spend_native from ({source})
        group by all""")
    staged = answers.warehouse("""
        select platform, account_id, report_date as day, sum(spend_native) as spend_native
        from staging.stg_ad_performance group by all""")
    fact = answers.marts(f"""
        select accounts.platform, accounts.account_id, ads.date_day as day,
            sum(spend_native) as spend_native, sum(spend) as spend {NAMED} group by all""")
    seen = answers.marts("""
        select accounts.platform, accounts.account_id, roi.date_day as day, sum(spend) as spend
        from rpt_channel_roi as roi join dim_account as accounts using (account_key)
        where attribution_model = 'last' and accounts.account_id not in ('none', 'unknown')
        group by all having sum(spend) <> 0""")
    same(source, true, *keys)
    same(staged, true, *keys)
    same(fact, true, *keys)
    same(seen, true.filter(pl.col("spend") != 0), *keys)


@pytest.fixture(scope="module")
def rows(answers: Answers) -> pl.DataFrame:
    """Every row of the report of channels."""
    return answers.marts(ROWS)


def test_every_row_of_channels_holds_what_was_shown_paid_and_credited_there(
    answers: Answers, rows: pl.DataFrame
):
    true = telling(answers.truth.channel_roi, roi.SUMS)
    told = telling(rows, roi.SUMS).select("model", *roi.PLACE, *roi.SUMS)
    same(told, true, "model", *roi.PLACE, near=COST_NEAR)
    last = true.filter(pl.col("model") == "last")
    assert last.filter((pl.col("direct_cost") > 0) & (pl.col("orders") == 0)).height
    assert last.filter((pl.col("direct_cost") == 0) & (pl.col("orders") > 0)).height


def test_a_row_of_channels_says_what_it_belongs_to_and_how_sure_it_is(
    answers: Answers, rows: pl.DataFrame
):
    place = ["account_id", "campaign_id"]
    true = roi.about(answers.truth).join(rows.select(place).unique(), on=place)
    assert true["region_id"].n_unique() > 4 and true["brand_id"].n_unique() > 3
    same(rows.select(*place, *roi.ABOUT).unique(), true, *place)
    last = answers.world.last_day
    later, young = pl.col("day") > last, pl.col("day") > last - timedelta(90)
    wrong = rows.filter(
        pl.col("missing_accounts").ne_missing(0)  # every account has told every day
        | (pl.col("is_provisional") != later)
        | (pl.col("customer_profit_90").is_null() != young)
        | (pl.col("ltv_to_cac_90").is_not_null() & young)
        | (pl.col("customer_profit_90") != 0)  # the first customers are thirty days old
    )
    assert wrong.height == 0 and rows.filter(later).height


@pytest.fixture(scope="module")
def blind(answers: Answers) -> pl.DataFrame:
    """The same rows without a day each of an account of Meta, of a shop and of a CRM."""
    gone = f"(select account_key from marts.dim_account where account_id = '{META}')"
    seen = f"where not (date_day = date '{UNSEEN}' and account_key in {gone})"
    changed = {
        "int_coverage_days": f"""
            select * replace (case when (connector, account_id, date_day) in (
                ('meta_ads', '{META}', date '{UNSEEN}'), ('shopify', '{SHOP}', date '{UNSOLD}'),
                ('salesforce', '{CRM}', date '{UNHEARD}'))
                then 'missing' else state end as state)
            from intermediate.int_coverage_days""",
        "fct_ad_performance_daily": f"from marts.fct_ad_performance_daily {seen}",
        "fct_marketing_cost": f"from marts.fct_marketing_cost {seen}",
    }
    told = answers.marts_with(changed, "rpt_channel_roi", ROWS, "fct_channel_coverage_daily")
    return told.with_columns(pl.col(roi.SUMS).cast(pl.Float64))


def test_a_day_an_account_did_not_tell_is_missing_and_not_zero(
    answers: Answers, blind: pl.DataFrame
):
    unseen = (pl.col("day") == UNSEEN) & (pl.col("account_id") == META)
    told = blind.filter(unseen)
    assert told.height and told.select(roi.SPENT).null_count().row(0) == (told.height,) * 6
    credited = roi.told(answers.truth).filter(unseen & pl.any_horizontal(
        pl.col(roi.RESULTS).is_not_null()
    )).with_columns(pl.col(roi.RESULTS).fill_null(0.0))  # fmt: skip
    keys = ["model", *roi.PLACE]
    same(told.filter(pl.col("campaign_id") != "none").select(*keys, *roi.RESULTS), credited, *keys)
    missing = blind.filter(pl.col("missing_accounts").ne_missing(0))
    assert missing["missing_accounts"].max() == 1
    whole = (pl.col("channel_id") == "meta_ads") & (pl.col("account_id") == "none")
    of_channel = blind.filter(unseen | (pl.col("day") == UNSEEN) & whole)
    same(missing.select(keys), of_channel, *keys)


@pytest.mark.parametrize("day", [UNSOLD, UNHEARD], ids=["shop", "crm"])
def test_results_of_a_day_a_source_did_not_tell_are_missing_unless_there_are_some(
    answers: Answers, blind: pl.DataFrame, day: date
):
    keys, untold = ["model", *roi.PLACE], pl.col("day") == day
    told, true = (one.filter(untold) for one in (blind, roi.told(answers.truth)))
    same(told.join(true, on=keys, how="semi").select(*keys, *roi.RESULTS), true, *keys)
    quiet = told.join(true, on=keys, how="anti").select(roi.RESULTS)
    assert quiet.height and quiet.null_count().row(0) == (quiet.height,) * len(roi.RESULTS)
    spent = telling(told, roi.SPENT).select(*keys, *roi.SPENT)
    same(spent, telling(true.fill_null(0.0), roi.SPENT), *keys, near=COST_NEAR)


def test_customers_are_worth_what_they_bring_in_ninety_days_when_these_are_over(answers: Answers):
    closed = answers.world.last_day + timedelta(days=91)
    told = answers.marts_on(closed, "rpt_channel_roi", ROWS, "fct_channel_result_daily")
    over = pl.col("day") <= closed - timedelta(90)
    young = told.filter(~over).select("customer_profit_90", "ltv_to_cac_90")
    assert young.height and young.null_count().row(0) == (young.height,) * 2
    told = told.filter(over).with_columns(profit=pl.col("customer_profit_90").cast(pl.Float64))
    keys, true = ["model", *roi.PLACE], telling(roi.profits(answers.truth), ["profit"])
    same(telling(told, ["profit"]).select(*keys, "profit"), true, *keys, near=0.01)
    cost = pl.col("full_cost").cast(pl.Float64)
    quotient = pl.when(cost != 0).then(pl.col("profit") / cost)
    off = (pl.col("ltv_to_cac_90") - quotient).abs() > 1e-9 * quotient.abs()
    unlike = pl.col("ltv_to_cac_90").is_null() != quotient.is_null()
    assert told.filter(off.fill_null(False) | unlike).is_empty()
    assert told.filter(pl.col("ltv_to_cac_90") > 0).height


def test_quotients_are_those_of_the_sums_and_nothing_by_nothing_is_null(answers: Answers):
    quotients = {
        "click_rate": ("clicks", "impressions"),
        "cost_per_click": ("spend", "clicks"),
        "roas": ("attributed_revenue", "spend"),
        "roi_direct": ("attributed_revenue - direct_cost", "direct_cost"),
        "roi_full": ("attributed_revenue - full_cost", "full_cost"),
        "cost_per_lead_direct": ("direct_cost", "leads"),
    }
    wrong = {
        name: answers.marts(f"""
            select * from (select {name} as told, ({upper})::double / nullif(({lower})::double, 0)
                as right_one from rpt_channel_roi)
            where (told is null) <> (right_one is null)
                or abs(told - right_one) > 1e-9 * abs(right_one)""")
        for name, (upper, lower) in quotients.items()
    }
    assert {name: rows.height for name, rows in wrong.items() if rows.height} == {}


def test_claims_are_what_each_platform_claims(answers: Answers):
    told = answers.marts("""
        select accounts.platform, accounts.account_id, claims.date_day as day,
            coalesce(sum(claimed_conversions), 0) as conversions,
            sum(claimed_value_native)::double as conversion_value
        from fct_ad_claimed_conversions_daily as claims
        join dim_account as accounts using (account_key)
        where is_primary_claim group by all
        having sum(claimed_conversions) <> 0 or sum(claimed_value_native) <> 0""")
    keys = ["platform", "account_id", "day"]
    days = answers.truth.spend.with_columns(
        conversion_value=pl.when(~comparison.silent(answers.world)).then("conversion_value")
    )
    worth = pl.col("conversion_value")
    worth = pl.when(worth.is_not_null().any()).then(worth.sum())
    true = days.group_by(keys).agg(pl.col("conversions").sum(), conversion_value=worth)
    claimed = (pl.col("conversions") != 0) | (pl.col("conversion_value") != 0)
    same(told, true.filter(claimed), *keys)


def without_numbers(words: pl.DataFrame) -> pl.DataFrame:
    """Keywords as their platform knows them: by a number, or by the word alone."""
    by_word = pl.col("platform").is_in(BY_THE_WORD)
    return words.with_columns(
        keyword_id=pl.when(by_word).then("keyword").otherwise("keyword_id"),
        match_type=pl.when(by_word).then(pl.lit("UNKNOWN")).otherwise("match_type"),
    )


@pytest.mark.parametrize(
    ("mart", "keys"),
    [
        ("fct_ad_keyword_daily", ["keyword_id"]),
        ("fct_ad_search_term_daily", ["keyword_id", "search_term"]),
    ],
)
def test_keywords_and_search_terms_are_what_was_bought(
    answers: Answers, mart: str, keys: list[str]
):
    keys = ["platform", "account_id", "campaign_id", "ad_group_id", *keys, "match_type", "day"]
    told = answers.marts(f"""
        select accounts.platform, accounts.account_id, campaigns.campaign_id, ad_group_id,
            keyword_id, match_type, date_day as day, impressions, clicks, spend_native,
            claimed_conversions as conversions
            {", search_term" if "search_term" in keys else ""}
        from {mart} as words
        join dim_account as accounts on words.account_key = accounts.account_key
        join dim_campaign as campaigns on words.campaign_key = campaigns.campaign_key""")
    words = answers.truth.keyword_days.filter(pl.col("platform").is_in(WITH_KEYWORDS))
    silent = pl.col("platform").is_in(CLICKED_ONLY) & (pl.col("clicks") == 0)
    words = words.filter(~silent)
    words = without_numbers(
        words.join(answers.world.keywords.select("keyword_id", "keyword"), on="keyword_id")
    )
    terms = answers.truth.search_term_days.join(words, on=["keyword_id", "day"], how="semi")
    terms = terms.filter(~pl.col("platform").is_in(WITHOUT_TERMS))
    true = terms if "search_term" in keys else words
    same(told, true.rename({"spend": "spend_native"}), *keys)


@pytest.mark.parametrize(
    ("platform", "window", "actions"),
    [
        ("ocean_engine", "by_conversion_date", ["conversion"]),
        ("tiktok_ads", "by_conversion_date", ["conversion"]),
        ("google_ads", "by_conversion_date", ["PURCHASE:Order"]),
        ("baidu", "by_conversion_date", ["order_submitted", "lead_left", "conversion"]),
        ("tencent_ads", "by_callback_date", ["conversion"]),
    ],
)
def test_claims_by_another_clock_are_kept_beside(
    answers: Answers, platform: str, window: str, actions: list[str]
):
    told = answers.marts(f"""
        select accounts.account_id, claims.date_day as day,
            coalesce(sum(claimed_conversions), 0) as conversions
        from fct_ad_claimed_conversions_daily as claims
        join dim_account as accounts using (account_key)
        where accounts.platform = '{platform}' and claim_window = '{window}'
            and list_contains({actions}, action_type)
        group by all having sum(claimed_conversions) <> 0""")
    keys = ["account_id", "day"]
    campaigns = answers.world.campaigns
    beside = pl.col("campaign_id").is_in([gmv_max(campaigns), qianchuan(campaigns)])  # one clock
    beside = beside.fill_null(False)
    mine = answers.truth.spend.filter((pl.col("platform") == platform) & ~beside)
    true = mine.group_by(keys).agg(conversions=pl.col("conversions_by_conversion_date").sum())
    same(told, true.filter(pl.col("conversions") != 0), *keys)


@pytest.mark.parametrize(
    ("platform", "action", "window", "count"),
    [
        ("baidu", "consult_click", "account_default", pl.col("clicks") // 12),
        ("tencent_ads", "conversion", "by_activation_date", (pl.col("conversions") * 0.9).floor()),
        ("xiaohongshu_ads", "goods_order", "7d_click", pl.col("conversions")),
        ("xiaohongshu_ads", "interaction", "1h_click", INTERACTIONS),
    ],
)
def test_each_action_is_claimed_in_its_window(
    answers: Answers, platform: str, action: str, window: str, count: pl.Expr
):
    told = answers.marts(f"""
        select accounts.account_id, claims.date_day as day, sum(claimed_conversions) as conversions
        from fct_ad_claimed_conversions_daily as claims
        join dim_account as accounts using (account_key)
        where accounts.platform = '{platform}' and action_type = '{action}'
            and claim_window = '{window}'
        group by all having sum(claimed_conversions) > 0""")
    feed = pl.col("channel_id") == "baidu_feed"  # it counts under other names
    mine = answers.truth.spend.filter((pl.col("platform") == platform) & ~feed)
    days = mine.group_by("account_id", "day").agg(conversions=count.cast(pl.Float64).sum())
    same(told, days.filter(pl.col("conversions") > 0), "account_id", "day")


def test_what_was_paid_grows_with_the_days_after_the_activation(answers: Answers):
    told = answers.marts("""
        select claim_window, sum(claimed_value_native)::double as paid
        from fct_ad_claimed_conversions_daily
        where source_name = 'kuaishou_ads' and action_type = 'event_pay' group by all""")
    paid = dict(told.rows())
    callback = paid.pop("by_callback")
    grown = {days: paid[f"{days}d_after_activation"] / callback for days in (1, 3, 7, 15, 30)}
    assert grown == pytest.approx({1: 0.75, 3: 1, 7: 1.25, 15: 1.4, 30: 1.5}, rel=1e-3)


def test_keywords_are_known_with_their_bids(answers: Answers):
    told = answers.marts("""
        select keyword, match_type, listed_keywords, active_keywords, lowest_quality_score,
            highest_bid_native::double as bid
        from dim_keyword where listed_keywords > 0""")
    bids = {"EXACT": 5.2, "PHRASE": 4.1, "BROAD": None}
    bought = answers.world.keywords.filter(pl.col("platform") == "baidu")
    true = bought.group_by("keyword", "match_type").agg(listed_keywords=pl.len())
    true = true.with_columns(
        active_keywords="listed_keywords",
        lowest_quality_score=pl.lit(7),
        bid=pl.col("match_type").replace_strict(bids, return_dtype=pl.Float64),
    )
    same(told, true, "keyword", "match_type")


@pytest.mark.parametrize(("platform", "more"), [("google_ads", 1.5), ("linkedin_ads", None)])
def test_claims_by_action_add_up_to_what_the_platform_claims(
    answers: Answers, platform: str, more: float | None
):
    told = answers.marts(f"""
        select accounts.account_id, claims.date_day as day,
            sum(claimed_conversions) filter (claim_window = 'account_default') as conversions,
            sum(claimed_value_native)::double as conversion_value,
            sum(claimed_conversions) filter (claim_window = 'all_conversions') as everything
        from fct_ad_claimed_conversions_daily as claims
        join dim_account as accounts using (account_key)
        where accounts.platform = '{platform}' and action_type like '%:%' group by all
        having sum(claimed_conversions) filter (claim_window = 'account_default') > 0""")
    mine = answers.truth.spend_by("platform", "account_id", "day").filter(
        (pl.col("platform") == platform) & (pl.col("conversions") > 0)
    )
    true = mine.with_columns(everything=pl.col("conversions") * pl.lit(more, pl.Float64))
    same(told, true, "account_id", "day")


def test_leads_of_forms_are_claims_beside_conversions(answers: Answers):
    told = answers.marts("""
        select accounts.account_id, date_day as day, sum(claimed_conversions) as leads
        from fct_ad_claimed_conversions_daily as claims
        join dim_account as accounts using (account_key)
        where action_type = 'one_click_lead' group by all""")
    mine = answers.truth.spend.filter(pl.col("platform") == "linkedin_ads")
    days = mine.group_by("account_id", "day").agg(
        leads=(pl.col("clicks") // 3).sum().cast(pl.Float64)
    )
    same(told, days.filter(pl.col("leads") > 0), "account_id", "day")


def test_metas_claims_stand_under_every_window_also_where_no_ad_tells_them(answers: Answers):
    told = answers.marts("""
        select accounts.account_id, claims.date_day as day, claim_window as "window",
            sum(claimed_conversions) as conversions
        from fct_ad_claimed_conversions_daily as claims
        join dim_account as accounts using (account_key)
        where action_type = 'offsite_conversion.fb_pixel_purchase' group by all
        having sum(claimed_conversions) > 0""")
    mine = answers.truth.spend.filter(pl.col("platform") == "meta_ads")
    apart = [
        mine.with_columns(
            window=pl.lit(window),
            conversions=(pl.col("conversions").cast(pl.Int64) // part).cast(pl.Float64),
        )
        for window, part in {"account_default": 1, **PARTS}.items()
    ]
    keys = ["account_id", "day", "window"]
    true = pl.concat(apart).group_by(keys).agg(pl.col("conversions").sum())
    same(told, true.filter(pl.col("conversions") > 0), *keys)


def test_results_are_never_added_over_goals(answers: Answers):
    told = answers.marts("""
        select date_day as day, action_type, sum(claimed_conversions) as results
        from fct_ad_claimed_conversions_daily where action_type like 'result:%' group by all""")
    mine = answers.truth.spend.filter(
        (pl.col("platform") == "tiktok_ads") & pl.col("ad_id").is_not_null()
    )
    goals = {group: goal(group) for group in mine["ad_group_id"].unique()}
    clicked = pl.col("action_type") == "result:CLICK"
    mine = mine.with_columns(
        action_type=pl.concat_str(pl.lit("result:"), pl.col("ad_group_id").replace_strict(goals))
    ).with_columns(results=pl.when(clicked).then("clicks").otherwise("conversions"))
    true = mine.group_by("day", "action_type").agg(pl.col("results").cast(pl.Float64).sum())
    assert true["action_type"].n_unique() == 2
    same(told, true.filter(pl.col("results") > 0), "day", "action_type")


def test_bought_words_are_told_apart_from_the_brands_own(answers: Answers):
    told = answers.marts("""
        select distinct words.platform, words.keyword, words.match_type, words.is_brand
        from fct_ad_keyword_daily as days join dim_keyword as words using (keyword_key)""")
    known = answers.world.keywords.filter(pl.col("platform").is_in(WITH_KEYWORDS))
    known = without_numbers(known)
    true = known.select("platform", "keyword", "match_type", "is_brand").unique()
    same(told, true, "platform", "keyword", "match_type")


def test_claims_stand_beside_credit_by_month_and_channel(answers: Answers):
    told = answers.marts("""
        select report_month as month, channel_id, claimed_conversions as conversions,
            claimed_value::double as value,
            claim_ratio - claimed_conversions / nullif(credit_last_non_direct, 0) as off
        from rpt_attribution_compare where goal_id = 'order' and claimed_conversions <> 0""")
    month = pl.col("day").dt.truncate("1mo")
    tells = pl.when(~comparison.silent(answers.world)).then("conversion_value")
    days = answers.truth.spend.with_columns(native=tells)
    days = money.in_cny(answers.world, days, "day", {"worth": "native"})
    value = pl.when(pl.col("worth").is_not_null().any()).then(pl.col("worth").sum())
    true = days.group_by("channel_id", month=month).agg(
        pl.col("conversions").sum(), value=value
    ).filter(pl.col("conversions") != 0)  # fmt: skip
    assert told["off"].abs().max() in (None, 0.0)
    same(told.drop("off"), true, "month", "channel_id")


@pytest.mark.parametrize(("kind", "every"), [("day", "1d"), ("week", "1w"), ("month", "1mo")])
def test_people_reached_are_those_of_whole_periods(answers: Answers, kind: str, every: str):
    told = answers.marts(f"""
        select campaigns.platform, campaigns.campaign_id, period_start_date as period_start,
            reach.impressions, reach.reach
        from fct_campaign_reach_period as reach join dim_campaign as campaigns using (campaign_key)
        where period_kind = '{kind}'""")
    world = answers.world
    over = pl.col("period_start").dt.offset_by(every) <= world.today
    true = world.reach_as_of(world.today, every).filter(over & (pl.col("reach") > 0))
    shown = world.campaigns.filter((pl.col("platform") != "google_ads") | OF_DISPLAY)
    true = true.filter(pl.col("campaign_id").is_in(shown["campaign_id"].implode()))
    true = true.filter(pl.col("platform").is_in(REACH[kind]))
    same(told, true, "platform", "campaign_id", "period_start")


def test_ad_groups_stand_under_their_own_campaign(answers: Answers):
    told = answers.marts("""
        select groups.platform, groups.ad_group_id, campaigns.campaign_id
        from dim_ad_group as groups join dim_campaign as campaigns using (campaign_key)""")
    true = answers.world.ad_groups.filter(pl.col("platform").is_in(told["platform"].unique()))
    same(told, true, "platform", "ad_group_id")
