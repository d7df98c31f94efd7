"""视频号 WeChat Channels, clean. Raw: `connectors/social/wechat_channels.py`."""

import polars as pl

from pipelines.streams.columns import text
from pipelines.streams.social.exports import post_list
from pipelines.streams.social.figures import duration, figure, rate, words

videos = post_list(
    "wechat_channels__videos",
    grain="one row per file and video, running totals up to the download",
    columns={
        "post_id": text("video_id"),
        "title": words("description"),
        "views_total": figure("plays", required=True),
        "recommends_total": figure("recommends"),
        "likes_total": figure("likes"),
        "comments_total": figure("comments"),
        "shares_total": figure("shares"),
        "forwards_total": figure("forwards"),
        "followers_gained_total": figure("followers_gained"),
        "wecom_link_clicks_total": figure("wecom_link_clicks"),
        "contact_adds_total": figure("contact_adds"),
        "completion_rate": rate("completion_rate"),
        "average_play_seconds": duration("average_play_seconds"),
    },
    derived={"post_type": pl.lit("video")},
    ignored=(
        "set_as_ringtone",
        "set_as_status",
        "set_as_cover",
        "wecom_link_users",
        "contact_add_users",
    ),
)
