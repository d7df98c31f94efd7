"""Followers, articles and videos: records composed from the contracts."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pulled import cleaned, reasons, row

from pipelines.streams.social import wechat_official_account as wechat
from pipelines.streams.social import youtube, youtube_reports


def article(*details: dict, **told: object) -> dict:
    head: dict[str, Any] = {"ref_date": "2026-11-12", "msgid": "2247489001_1", "publish_type": 0}
    head |= {"title": "门店满减怎么用", "content_url": "http://mp.example/s?__biz=1"}
    return head | {"detail_list": list(details)} | told


def detail(day: str, reads: int = 1820, **told: object) -> dict:
    sources = [{"user_count": reads, "scene_desc": "全部"}]
    figures: dict[str, Any] = {"stat_date": day, "read_user": reads, "read_user_source": sources}
    figures |= {"share_user": 77, "zaikan_user": 12, "like_user": 25, "comment_count": 6}
    figures |= {"collection_user": 31, "praise_money": 500, "read_subscribe_user": 4}
    figures |= {"read_delivery_rate": 0.0231, "read_finish_rate": 0.41, "read_jump_position": []}
    return figures | {"read_avg_activetime": 1.35} | told


def test_wechat_article_details_are_rows_of_running_totals_with_praise_in_yuan():
    result = cleaned(
        wechat.article_detail, article(detail("2026-11-12"), detail("2026-11-13", 2110))
    )
    assert result.good["read_users"].to_list() == [1820, 2110]
    assert result.good["praise"].to_list() == [Decimal(5), Decimal(5)]
    assert result.good["is_provisional"].to_list() == [False, False]
    assert result.drift == []


def test_wechat_days_of_a_late_job_are_provisional():
    late = (date(2026, 11, 12),)
    result = cleaned(wechat.article_detail, article(detail("2026-11-12")), provisional=late)
    assert result.good["is_provisional"].to_list() == [True]


def test_wechat_figures_before_the_article_was_there_are_set_aside():
    result = cleaned(wechat.article_detail, article(detail("2026-11-11"), detail("2026-11-12")))
    assert reasons(result) == ["stat_date_before_publish_date"]
    assert result.quarantined["_line"].to_list() == [1]


def test_wechat_followers_keep_unknown_sources_as_they_are():
    told = [
        {"ref_date": "2026-11-18", "user_source": code, "new_user": 3, "cancel_user": lost}
        for code, lost in ((0, 41), (99999, 0))
    ]
    result = cleaned(wechat.follower_summary, *told)
    assert result.good["user_source"].to_list() == ["0", "99999"]
    total = cleaned(wechat.follower_cumulate, {"ref_date": "2026-11-18", "cumulate_user": 58213})
    assert row(total)["followers_total"] == 58213


def test_wechat_legacy_articles_count_times_and_people():
    told: dict[str, Any] = {
        "stat_date": "2025-10-13",
        "int_page_read_user": 2310,
        "int_page_read_count": 3077,
    }
    told |= {"share_user": 95, "share_count": 131, "add_to_fav_user": 22, "add_to_fav_count": 24}
    told |= {"target_user": 51200, "feed_share_from_other_cnt": 3}
    told |= {"int_page_from_souyisou_read_user": 1}
    record = {
        "ref_date": "2025-10-13",
        "msgid": "1_1",
        "title": "双十一会员日预热",
        "details": [told],
    }
    result = cleaned(wechat.article_total, record)
    figures = row(result)
    assert (figures["read_users"], figures["reads"], figures["shares"]) == (2310, 3077, 131)
    assert result.drift == []


def basic(**told: object) -> dict:
    names = (
        "annotation_impressions card_impressions dislikes red_views red_watch_time_minutes "
        "videos_added_to_playlists videos_removed_from_playlists average_view_duration_seconds"
    )
    record = dict.fromkeys(names.split(), "0")
    record |= {"date": "20261117", "channel_id": "UCabc", "video_id": "dQw4AbCdEfG"}
    record |= {"live_or_on_demand": "on_demand", "subscribed_status": "subscribed"}
    record |= {"country_code": "JP", "views": "14", "comments": "0", "likes": "1", "shares": "0"}
    record |= {"watch_time_minutes": "31.52", "average_view_duration_percentage": "41.2"}
    return record | {"subscribers_gained": "0", "subscribers_lost": "0"} | told


def test_youtube_reports_are_rows_of_text_and_a_hidden_video_is_still_a_row():
    result = cleaned(youtube_reports.channel_basic, basic(), basic(video_id=""))
    assert result.good["video_id"].to_list() == ["dQw4AbCdEfG", ""]
    assert result.good["report_date"].to_list() == [date(2026, 11, 17)] * 2
    assert result.good["watch_minutes"].to_list() == [31.52, 31.52]
    assert result.drift == []


def test_youtube_days_of_the_channel_are_numbers_by_name():
    record: dict[str, Any] = {"day": "2026-11-16", "views": 1820, "estimatedMinutesWatched": 5120}
    record |= {"averageViewPercentage": 43.61, "subscribersGained": 3, "subscribersLost": 1}
    record |= {"likes": 9, "comments": 2, "shares": 1}
    told = row(cleaned(youtube.channel_daily, record))
    assert (told["watch_minutes"], told["average_view_percentage"]) == (5120, 43.61)


@pytest.mark.parametrize(("likes", "value"), [("5120", 5120), (None, None)])
def test_youtube_hidden_counters_are_null(likes, value):
    statistics = {"viewCount": "102344", "favoriteCount": "0", "likeCount": likes}
    video = {
        "stat_date": "2026-11-18",
        "kind": "youtube#video",
        "etag": "y",
        "id": "dQw4AbCdEfG",
        "snippet": {"publishedAt": "2026-11-12T10:00:05Z", "title": "秋冬露营清单", "tags": ["a"]},
        "contentDetails": {"duration": "PT8M21S", "definition": "hd"},
        "status": {"privacyStatus": "public"},
        "statistics": {name: text for name, text in statistics.items() if text},
    }
    result = cleaned(youtube.videos, video)
    assert (row(result)["likes_total"], row(result)["views_total"]) == (value, 102344)
    assert result.drift == []


@pytest.mark.parametrize("rates", [("0.05", "0.5"), ("5.0", "50.0"), ("0.5", "50")])
def test_thumbnails_are_clicked_by_a_share_or_by_percent_of_the_whole_file(rates):
    told = {"date": "20261117", "channel_id": "UCabc", "video_thumbnail_impressions": "200"}
    records = [
        told | {"video_id": str(n), "video_thumbnail_impressions_ctr": rate}
        for n, rate in enumerate((*rates, ""))
    ]
    clicks = cleaned(youtube_reports.channel_reach, *records).good["impression_clicks"].to_list()
    assert clicks == [10 if rates[0] != "0.5" else 1, 100, None]


def test_a_way_by_which_viewers_came_has_a_name_or_keeps_its_number():
    told = {"date": "20261117", "channel_id": "UCabc", "video_id": "", "views": "3"}
    told |= dict.fromkeys(("live_or_on_demand", "subscribed_status", "country_code"), "x")
    told |= {"watch_time_minutes": "1.5", "traffic_source_detail": "", "new_figure": "7"}
    ways = [told | {"traffic_source_type": number} for number in ("5", "77")]
    result = cleaned(youtube_reports.channel_traffic, *ways)
    assert result.good["traffic_source"].to_list() == ["YouTube search", "77"]
    assert any("new_figure" in str(one) for one in result.drift)


def test_ages_are_percentages_that_can_be():
    told = {"date": "20261117", "channel_id": "UCabc", "video_id": "v", "gender": "FEMALE"}
    told |= dict.fromkeys(("live_or_on_demand", "subscribed_status", "country_code"), "x")
    ages = [
        told | {"age_group": age, "views_percentage": p} for age, p in (("A", "40.5"), ("B", "140"))
    ]
    result = cleaned(youtube_reports.channel_demographics, *ages)
    assert (result.good["views_percentage"].to_list(), reasons(result)) == (
        [40.5],
        ["no_percentage"],
    )
