"""Sessions, leads, activities, followers, posts and survey answers."""

import polars as pl
import pytest
from answers import Answers, same
from polars.testing import assert_frame_equal

from sandbox.answers import journeys
from sandbox.story.social import subscribers

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]


def test_sessions_by_day_and_channel(answers: Answers):
    told = answers.marts("""
        select date_day as day, channel_id, count(*) as sessions, sum(page_views) as page_views,
            count(*) filter (is_engaged) as engaged_sessions
        from fct_web_session group by all""")
    same(told, answers.truth.sessions_daily, "day", "channel_id")


def test_how_long_each_session_was_where_it_left_and_whether_it_bounced(answers: Answers):
    told = answers.marts("""
        select started_at, page_views, exit_url, engaged_seconds::double as seconds, is_bounce
        from fct_web_session""")
    world, at, is_page = answers.world, pl.col("occurred_at"), pl.col("type") == "page"
    acts = world.web_events.filter(pl.col("delivery") == 1).group_by("visit_id").agg(
        exit_url=pl.col("url").filter(is_page).sort_by(at.filter(is_page)).last(),
        seconds=pl.when(pl.len() > 1).then((at.max() - at.min()).dt.total_milliseconds() / 1000),
        is_bounce=(pl.col("type") == "track").sum() == 0,
    )  # fmt: skip
    true = world.visits.join(acts, on="visit_id", validate="1:1").select(
        pl.col("started_at").dt.replace_time_zone(None).cast(pl.Datetime("us")),
        "page_views", "exit_url", "seconds",
        is_bounce=pl.col("is_bounce") & (pl.col("page_views") < 2),
    )  # fmt: skip
    of_google = "utm_source=google&utm_medium=cpc&"  # Google's export strikes them out of a click
    told, true = (
        some.with_columns(pl.col("exit_url").str.replace(of_google, "", literal=True))
        for some in (told, true)
    )
    order = true.columns
    assert true["is_bounce"].n_unique() == 2 and true["seconds"].null_count()
    told, true = told.select(order).sort(order), true.sort(order)
    assert_frame_equal(told, true, check_dtypes=False, abs_tol=1e-6)


def test_touches_by_day_and_channel(answers: Answers):
    told = answers.marts("""
        select date_day as day, channel_id, count(*) as touches,
            count(distinct person_key) as people
        from fct_touch group by all""")
    day = pl.col("touched_at").dt.convert_time_zone("Asia/Shanghai").dt.date()
    true = answers.truth.touches.group_by("channel_id", day=day).agg(
        touches=pl.len(), people=pl.col("person_id").n_unique()
    )
    same(told, true, "day", "channel_id")


def test_every_lead_and_whether_it_is_valid(answers: Answers):
    told = answers.marts("""
        select case when event_id = 'none' then source_name || '/' || lead_id
            else 'event/' || event_id end as origin, lead_at as at, date_day as day, is_valid,
            is_duplicate
        from fct_lead""")
    event = pl.col("lead").str.extract("^(event/[^/]+)")
    true = answers.truth.leads.with_columns(origin=pl.coalesce(event, "lead"))
    same(told, true, "origin", "at", "is_valid")


def test_a_lead_known_to_two_systems_names_the_one_that_counts(answers: Answers):
    told = answers.marts("""
        select twice.person_key = counted.person_key as is_same, counted.is_duplicate,
            twice.account_key <> counted.account_key as is_elsewhere
        from fct_lead as twice join fct_lead as counted on twice.duplicate_of = counted.lead_key
        where twice.is_duplicate""")
    assert told.height == answers.truth.leads["is_duplicate"].sum() > 0
    assert told.unique().rows() == [(True, False, True)]


def test_leads_by_day_and_channel_of_their_last_touch(answers: Answers):
    told = answers.marts("""
        select date_day as day, channel_id, count(*) as leads,
            count(*) filter (is_valid) as valid_leads
        from fct_lead where not is_duplicate group by all""")
    same(told, answers.truth.leads_daily, "day", "channel_id")


def test_deals_as_they_stand(answers: Answers):
    told = answers.marts("""
        select source_name as platform, deal_id, is_won, amount_native as amount, currency_code,
            created_at, closed_at
        from fct_deal where not is_archived""")
    same(told, journeys.deals(answers.world, answers.truth.end), "platform", "deal_id")


def test_guests_answer_as_they_book_and_no_number_of_theirs_is_read(answers: Answers):
    told = answers.marts("""
        select answer_text, count(*) as times from fct_survey_answer
        where source_name = 'eventbrite' group by all""")
    assert set(told["answer_text"]) == {"3个月内", "半年内", "还没想好，请致电 ***"}
    guests = answers.warehouse("""
        select count(distinct attendee_ref) filter (not is_staff) as guests
        from source.eventbrite__answers""")
    assert told["times"].sum() == guests["guests"].item() > 20


def test_who_registered_is_told_by_one_source_each(answers: Answers):
    told = answers.marts("""
        select event_id, source_name as told_by, count(*) as registered,
            count(*) filter (is_attended) as attended, min(checked_in_at) as first_in
        from fct_event_participation where is_registered group by all""")
    world = answers.world
    known = world.event_people.drop_nulls("registration_id").join(
        world.events.select("event_id", "told_by"), on="event_id"
    )
    came = pl.col("checked_in_at").filter("attended")
    true = known.group_by("event_id", "told_by").agg(
        registered=pl.len(), attended=pl.col("attended").sum(), first_in=came.min()
    )
    assert set(told["told_by"]) == {"eventbrite", "sign_in_sheets"}
    same(told, true, "event_id")


def test_guests_the_door_noted_by_last_four_came_and_namesakes_are_never_guessed(
    answers: Answers,
):
    told = answers.marts("""
        select event_id, checked_in_at, is_registered, walk_in_reason
        from fct_event_participation where is_attended""")
    brief = answers.world.event_people.filter("is_last_four_only")
    [code], [walked_in] = brief["event_id"].unique(), brief.filter("is_walk_in")["checked_in_at"]
    came = told.filter((pl.col("event_id") == code) & pl.col("is_registered"))["checked_in_at"]
    noted = brief.filter(~pl.col("is_walk_in"))["checked_in_at"]
    assert len(noted) > 3 and set(noted.dt.replace_time_zone(None)) <= set(came)
    assert set(told.filter("is_registered")["walk_in_reason"]) == {None}
    doubtful = told.filter(pl.col("walk_in_reason") != "unregistered")
    assert doubtful.select("event_id", "walk_in_reason").rows() == [(code, "ambiguous")]
    assert doubtful["checked_in_at"].to_list() == [walked_in.replace(tzinfo=None)]
    assert told["walk_in_reason"].count() == told.filter(~pl.col("is_registered")).height


def test_followers_and_channel_days(answers: Answers):
    told = answers.marts("""
        select accounts.account_id, date_day as day, followers_gained as gained,
            followers_lost as lost, followers_total as total
        from fct_social_account_daily join dim_account as accounts using (account_key)
        where source_name = 'wechat_official_account' and account_id <> 'gh_club'""")
    same(told, answers.truth.social_days["followers"], "account_id", "day")
    told = answers.marts("""
        select date_day as day, followers_gained as subs_gained, followers_lost as subs_lost,
            views, likes, comments, shares, watch_minutes, ad_income_native as ad_income
        from fct_social_account_daily where source_name = 'youtube' and views is not null""")
    true = answers.truth.social_days["channel"]
    same(told, true.with_columns(pl.col("watch_minutes").cast(pl.Float64)), "day")
    told = answers.marts("""
        select followers_total from fct_social_account_daily
        where source_name = 'youtube' and followers_total is not null""")
    assert told.item() == subscribers(answers.world, answers.truth.as_of)


def test_what_else_an_official_account_tells_of_its_days(answers: Answers):
    told = answers.marts("""
        select accounts.account_id, date_day as day, days.views, likes, shares, comments,
            messages_received as messages, message_senders as users, failed_replies as failed,
            ad_income_native as income, readers
        from fct_social_account_daily as days join dim_account as accounts using (account_key)
        left join fct_social_audience as readers
            using (account_key, date_day)
        where days.source_name = 'wechat_official_account' and account_id <> 'gh_club'
            and coalesce(segment, '全部') = '全部'""")
    days = answers.world.article_days.group_by("account_id", day="stat_date").agg(
        views=pl.col("read_users").sum(), likes=pl.col("like_users").sum(),
        shares=pl.col("share_users").sum(), comments=pl.col("comments").sum(),
    )  # fmt: skip
    yuan = (pl.col("views") // 2 // 60 * 35 / 100).cast(pl.Decimal(18, 6))
    days = days.with_columns(income=pl.when(pl.col("views") >= 2).then(yuan), readers="views")
    keys = ["account_id", "day"]
    written = answers.world.message_days.group_by(keys).agg(
        pl.col("messages", "users", "failed").sum()
    )
    same(told, written.join(days, on=keys, how="left"), *keys)


def test_an_account_without_interface_is_told_by_its_downloads(answers: Answers):
    told = answers.marts("""
        select date_day as day, views, shares
        from fct_social_account_daily join dim_account as accounts using (account_key)
        where accounts.account_id = 'gh_club'""")
    days = answers.world.post_days.filter(account_id="gh_club", platform="wechat_official_account")
    days = days.filter(pl.col("day") < answers.world.today)
    same(told, days.group_by("day").agg(pl.col("views", "shares").sum()), "day")
    told = answers.marts("""
        select post_id, sum(views) as views, sum(shares) as shares from fct_post_daily
        join dim_account as accounts using (account_key) where accounts.account_id = 'gh_club'
        group by all""")
    same(told, days.group_by("post_id").agg(pl.col("views", "shares").sum()), "post_id")


def test_posts_grow_by_what_they_gained_each_day(answers: Answers):
    told = answers.marts("""
        select accounts.account_id, date_day as day, sum(views) as read_users,
            sum(shares) as share_users, sum(likes) as like_users, sum(comments) as comments
        from fct_post_daily join dim_account as accounts using (account_key)
        where source_name = 'wechat_official_account' and account_id <> 'gh_club' group by all""")
    same(told, answers.truth.social_days["articles"], "account_id", "day")
    told = answers.marts("""
        select post_id as video_id, date_day as day, views, likes, comments, shares, watch_minutes,
            impressions, impression_clicks
        from fct_post_daily where source_name = 'youtube'""")
    true = answers.truth.social_days["videos"]
    true = true.with_columns(pl.col("watch_minutes").cast(pl.Float64))
    same(told, true, "video_id", "day", near=0.01)  # the report's minutes have two digits
    told = answers.warehouse("""
        select video_id, report_date as day, views, likes, comments, shares,
            watch_minutes::double as watch_minutes from source.youtube__video_daily""")
    same(told, true, "video_id", "day")


def test_who_watches_and_by_which_way(answers: Answers):
    told = answers.marts("""
        select date_day as day, breakdown, segment, views from fct_social_audience
        where source_name = 'youtube'""")
    same(told, answers.truth.video_audience, "day", "breakdown", "segment")


def test_survey_answers(answers: Answers):
    sheets = answers.truth.survey_counts
    sent = (
        "source_name = 'typeform' and survey_id <> 'trail_pulse' and response_id not like '%begun%'"
    )
    told = answers.marts(f"""
        select survey_id as form_id, count(distinct response_id) as responses
        from fct_survey_answer where {sent} group by all""")
    same(told, sheets["typeform"], "form_id")
    told = answers.marts(f"""
        select survey_id as form_id, answer_number::bigint as nps, count(*) as responses
        from fct_survey_answer where {sent} and question_role = 'nps' group by all""")
    same(told, sheets["nps"], "form_id", "nps")
    told = answers.marts(f"""
        select unnest(string_split(answer_text, '; ')) as option from fct_survey_answer
        where {sent} and question_role = 'reason'""")
    same(told.group_by("option").agg(times=pl.len()), sheets["reasons"], "option")


def test_chinese_survey_answers(answers: Answers):
    sheets = answers.truth.survey_counts
    told = answers.marts("""
        select answer_text as q1, count(*) as responses from fct_survey_answer
        where source_name = 'wenjuanxing' and question_id = '1' and survey_id like '%认知%'
        group by all""")
    same(told, sheets["wenjuanxing"], "q1")
    told = answers.marts("""
        select answer_text as option, count(*) as times from fct_survey_answer
        where source_name = 'wenjuanxing' and question_id = '2' and survey_id like '%认知%'
            and not is_skipped
        group by all""")
    same(told, sheets["heard_from"], "option")
