"""Readings of posts and days of accounts: records composed from the contracts."""

from datetime import date, datetime
from typing import Any

import pytest
from pulled import cleaned, reasons, row

from pipelines.streams.social import facebook_pages, instagram, linkedin_pages, x_twitter

ON = {"stat_date": "2026-11-18"}


def medium(**told: Any) -> dict:
    record: dict[str, Any] = {
        "id": "180",
        "caption": "New drop",
        "media_type": "VIDEO",
        "shortcode": "C8",
    }
    record |= {"media_product_type": "REELS", "timestamp": "2026-11-12T05:00:05+0000"}
    record |= {"permalink": "https://www.instagram.com/reel/C8/", "comments_count": 23}
    insights = {"views": 10234, "reach": 8120, "likes": 512, "shares": 4, "saved": 9}
    return {**ON, **record, "like_count": 510, "insights": insights} | told


def test_instagram_media_are_readings_of_a_pacific_publish_day():
    result = cleaned(instagram.media, medium())
    told = row(result)
    assert told["published_date"] == date(2026, 11, 11)
    assert (told["views_total"], told["likes_total"], told["saves_total"]) == (10234, 512, 9)
    assert told["follows_total"] is None
    assert result.drift == []


@pytest.mark.parametrize(("shown", "likes"), [({"like_count": 510}, 510), ({}, None)])
def test_instagram_figures_that_are_not_told_are_null_not_zero(shown, likes):
    record = medium(insights={})
    del record["like_count"]
    told = row(cleaned(instagram.media, record | shown))
    assert (told["views_total"], told["likes_total"]) == (None, likes)


def test_one_reading_per_post_and_day_and_a_negative_one_is_set_aside():
    worse = medium(id="181", insights={"views": -1})
    result = cleaned(instagram.media, medium(), medium(stat_date="2026-11-17"), worse)
    assert result.good.select("post_id", "stat_date").rows() == [
        ("180", date(2026, 11, 18)),
        ("180", date(2026, 11, 17)),
    ]
    assert reasons(result) == ["negative_count"]


@pytest.mark.parametrize(
    ("end", "day"),
    [
        ("2026-03-09T07:00:00+0000", date(2026, 3, 8)),
        ("2026-03-08T08:00:00+0000", date(2026, 3, 7)),
        ("2026-11-18T08:00:00+0000", date(2026, 11, 17)),
    ],
)
def test_a_facebook_day_is_the_one_that_ends(end, day):
    assert row(cleaned(facebook_pages.page_days, {"end_time": end}))["report_date"] == day


@pytest.mark.parametrize(
    ("told", "reactions"), [({"like": 40, "love": 12}, 52), ({}, None), (None, None)]
)
def test_facebook_reactions_are_summed_over_their_kinds(told, reactions):
    record: dict[str, Any] = {"end_time": "2026-11-18T08:00:00+0000", "page_media_view": 0}
    result = cleaned(facebook_pages.page_days, record | {"page_actions_post_reactions_total": told})
    assert (row(result)["reactions"], row(result)["views"]) == (reactions, 0)
    assert result.drift == []


def test_a_facebook_post_that_nobody_shared_has_no_shares():
    record: dict[str, Any] = {
        **ON,
        "id": "5144_1",
        "created_time": "2026-11-12T20:00:05+0000",
        "message": "Hi",
    }
    record |= {"comments": {"data": [], "summary": {"total_count": 3}}, "insights": {}}
    told = row(cleaned(facebook_pages.posts, record))
    assert (told["shares_total"], told["comments_total"], told["views_total"]) == (0, 3, None)


def test_a_facebook_reel_and_a_story_are_posts_by_other_names():
    reel: dict[str, Any] = {
        **ON,
        "list": "video_reels",
        "id": "77",
        "created_time": "2026-11-12T20:00:05+0000",
        "description": "Tent up",
        "likes": {"summary": {"total_count": 8}},
        "comments": {"summary": {"total_count": 2}},
        "insights": {"fb_reels_total_plays": 70, "post_video_social_actions": {"SHARE": 4}},
    }
    story: dict[str, Any] = {
        **ON,
        "list": "stories",
        "post_id": "88",
        "creation_time": "1794999600",
        "insights": {"post_media_view": 9, "pages_fb_story_replies": 1},
    }
    result = cleaned(facebook_pages.posts, reel, story)
    figures = ("post_id", "post_type", "views_total", "reactions_total", "comments_total")
    assert result.good.select(*figures, "shares_total").rows() == [
        ("77", "reel", 70, 8, 2, 4),
        ("88", "story", 9, None, 1, None),
    ]
    assert result.good["published_date"].to_list() == [date(2026, 11, 12), date(2026, 11, 18)]
    assert result.drift == []


def test_replies_are_the_comments_of_an_instagram_story():
    story = medium(media_product_type="STORY", comments_count=0, insights={"replies": 3})
    assert row(cleaned(instagram.media, story))["comments_total"] == 3


def test_a_linkedin_day_holds_a_balance_that_may_be_negative():
    gains = {"followerGains": {"organicFollowerGain": -2, "paidFollowerGain": 1}}
    record: dict[str, Any] = {
        "start": 1794787200000,
        "organizationalEntityFollowerStatistics": gains,
    }
    told = row(cleaned(linkedin_pages.page_days, record))
    assert (told["report_date"], told["followers_net"]) == (date(2026, 11, 16), -1)
    assert told["impressions"] is None


def test_a_linkedin_post_without_figures_has_none():
    record: dict[str, Any] = {
        **ON,
        "id": "urn:li:share:7",
        "commentary": "Hiring",
        "publishedAt": 1763172001000,
    }
    record |= {"lifecycleState": "PUBLISHED", "statistics": None}
    told = row(cleaned(linkedin_pages.posts, record))
    assert told["published_at"] == datetime(2025, 11, 15, 2, 0, 1)  # noqa: DTZ001
    assert told["impressions_total"] is None


def tweet(number: str, *history: str, likes: int = 120) -> dict:
    record: dict[str, Any] = {
        **ON,
        "id": number,
        "text": "New",
        "created_at": "2026-11-18T12:05:33.000Z",
    }
    record |= {"lang": "en", "edit_history_tweet_ids": [*history, number], "author_id": "9"}
    return record | {"public_metrics": {"like_count": likes, "impression_count": 10233}}


def test_an_edited_post_is_one_post_under_its_first_id_in_its_last_version():
    result = cleaned(x_twitter.posts, tweet("18584", likes=1), tweet("18589", "18584"))
    told = row(result)
    assert result.good.height == 1
    assert (told["post_id"], told["version_id"], told["likes_total"]) == ("18584", "18589", 120)
    assert told["bookmarks_total"] is None
    assert told["link_clicks_total"] is None


def test_groups_of_followers_have_one_shape():
    young = {**ON, "breakdown": "age", "dimension_values": ["18-24"], "value": 12}
    assert row(cleaned(instagram.audience, young))["segment"] == "18-24"
    counts = {"organicFollowerCount": 310, "paidFollowerCount": 4}
    senior = {**ON, "breakdown": "StaffCountRange", "staffCountRange": "SIZE_1"}
    result = cleaned(linkedin_pages.audience, senior | {"followerCounts": counts})
    told = row(result)
    assert (told["breakdown"], told["segment"], told["followers"]) == (
        *("company_size", "SIZE_1"),
        314,
    )
    assert result.drift == []


def test_who_names_an_account_on_x_is_hashed_and_what_they_write_is_not_read():
    told: dict[str, Any] = {
        "id": "1859",
        "text": "@brand hello",
        "author_id": "44",
        "stat_date": "2026-11-13",
    }
    told |= {"created_at": "2026-11-12T23:30:00.000Z", "public_metrics": {"like_count": 3}}
    found = row(cleaned(x_twitter.mentions, told))
    assert (found["report_date"], found["likes_total"]) == (date(2026, 11, 12), 3)
    assert len(found["author_hash"]) == 64
    assert "hello" not in str(found)


def test_reactions_of_a_linkedin_post_by_kind():
    kinds = {"LIKE": {"count": 6}, "PRAISE": {"count": 1}}
    post = {"id": "urn:li:share:1", "stat_date": "2026-11-13", "publishedAt": 1_794_787_200_000}
    told = row(cleaned(linkedin_pages.posts, post | {"social": {"reactionSummaries": kinds}}))
    names = ("like", "celebrate", "love")
    assert [told[f"reactions_{name}_total"] for name in names] == [6, 1, None]
