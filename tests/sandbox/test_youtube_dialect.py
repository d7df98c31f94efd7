"""YouTube as the sandbox plays it."""

import csv
from datetime import timedelta

import polars as pl
import pytest
import requests

from sandbox.secrets import SECRETS

pytestmark = pytest.mark.http


class Client:
    def __init__(self, sandbox) -> None:
        self.sandbox = sandbox
        form = {
            "grant_type": "refresh_token",
            "client_id": SECRETS["YOUTUBE_CLIENT_ID"],
            "client_secret": SECRETS["YOUTUBE_CLIENT_SECRET"],
            "refresh_token": SECRETS["YOUTUBE_REFRESH_TOKEN"],
        }
        url = sandbox.url("youtube", "token") + "/token"
        self.token = requests.post(url, data=form, timeout=10).json()["access_token"]

    def get(self, host, path, **asked):
        url = path if path.startswith("http") else self.sandbox.url("youtube", host) + path
        headers = {"Authorization": f"Bearer {self.token}"}
        return requests.get(url, params=asked, headers=headers, timeout=10)

    def analytics(self, start, end, metrics="views,likes,estimatedMinutesWatched"):
        asked = {"ids": "channel==MINE", "startDate": start, "endDate": end, "metrics": metrics}
        return self.get("analytics", "/v2/reports", dimensions="day", sort="day", **asked)

    def reports(self, kind=0, **asked):
        job = self.get("reporting", "/v1/jobs").json()["jobs"][kind]["id"]
        return self.get("reporting", f"/v1/jobs/{job}/reports", **asked).json()

    def table(self, report):
        text = self.get("", report["downloadUrl"]).text
        return list(csv.DictReader(text.splitlines()))


@pytest.fixture
def client(play):
    return Client(play("youtube"))


def test_analytics_equals_the_world_up_to_the_last_day_it_has(client, company):
    table = client.analytics(company.first_day, company.last_day).json()
    last = company.last_day - timedelta(days=1)
    known = company.video_days.filter(pl.col("day") <= last)
    assert [head["name"] for head in table["columnHeaders"]][:2] == ["day", "views"]
    assert table["rows"][-1][0] == str(last)
    assert sum(row[1] for row in table["rows"]) == known["views"].sum()
    assert sum(row[3] for row in table["rows"]) == known["watch_minutes"].sum()


def test_revenue_comes_a_day_later_and_holds_other_figures_up(client, company):
    both = client.analytics(company.first_day, company.last_day, "views,estimatedRevenue").json()
    assert both["rows"][-1][0] == str(company.last_day - timedelta(days=2))
    _, views, revenue = both["rows"][-1]
    assert revenue == round(int(views * 0.21 + 1e-9) / 100, 2)


def test_rows_are_absent_when_there_is_nothing(client, company):
    assert "rows" not in client.analytics(company.last_day, company.last_day).json()


def test_a_corrected_day_comes_again_later_and_is_right_then(client, company):
    reports = client.reports()["reports"]
    wrong_day = company.video_reissues["day"][0]
    per_day = {}
    for report in sorted(reports, key=lambda one: one["createTime"]):
        per_day.setdefault(report["startTime"][:10], []).append(report)
    again = per_day[str(wrong_day)]
    assert len(again) == 2
    views = [sum(int(row["views"]) for row in client.table(report)) for report in again]
    known = company.video_days.filter(pl.col("day") == wrong_day)["views"].sum()
    assert views[0] == company.video_reissues["views"].sum() != known
    assert views[1] == known


def test_the_files_equal_the_world(client, company):
    latest = {one["startTime"]: one for one in client.reports()["reports"]}
    rows = [row for report in latest.values() for row in client.table(report)]
    days = {row["date"] for row in rows}
    known = company.video_days.filter(pl.col("day").dt.strftime("%Y%m%d").is_in(list(days)))
    assert sum(int(row["views"]) for row in rows) == known["views"].sum()
    assert sum(int(row["subscribers_gained"]) for row in rows) == known["subs_gained"].sum()
    minutes = sum(round(float(row["watch_time_minutes"]) * 100) for row in rows)
    assert minutes == known["watch_minutes"].sum() * 100


def test_each_job_has_reports_of_its_own(client, company):
    known = company.video_days.filter(pl.col("day") == company.last_day - timedelta(days=1))
    found = [client.table(client.reports(kind)["reports"][-1]) for kind in range(4)]
    assert [len(rows) for rows in found] == [
        36,
        12,
        36,
        4 * len(known.filter(pl.col("views") >= 120)),
    ]
    assert sum(int(row["video_thumbnail_impressions"]) for row in found[1]) == (
        known["impressions"].sum()
    )
    assert sum(int(row["views"]) for row in found[2]) == known["views"].sum()
    assert {row["country_code"] for row in found[3]} == {"US"}


def test_reports_are_paged_and_filtered_by_creation(client):
    whole = client.reports()["reports"]
    first = client.reports(pageSize=10)
    second = client.reports(pageSize=10, pageToken=first["nextPageToken"])
    assert first["reports"] + second["reports"] == whole[:20]
    since = client.reports(createdAfter="2026-11-10T00:00:00Z")["reports"]
    assert since
    assert all(one["createTime"] > "2026-11-10" for one in since)


def test_the_way_to_all_videos(client, company):
    channel = client.get("data", "/youtube/v3/channels", part="contentDetails", mine="true").json()
    uploads = channel["items"][0]["contentDetails"]["relatedPlaylists"]["uploads"]
    ids, token = [], ""
    while token is not None:
        asked = {"playlistId": uploads, "maxResults": 5, "pageToken": token}
        page = client.get("data", "/youtube/v3/playlistItems", **asked).json()
        ids += [item["contentDetails"]["videoId"] for item in page["items"]]
        token = page.get("nextPageToken")
    assert sorted(ids) == sorted(company.videos["video_id"])
    videos = client.get("data", "/youtube/v3/videos", id=",".join(ids)).json()["items"]
    assert all(isinstance(video["statistics"]["viewCount"], str) for video in videos)
    assert any("likeCount" not in video["statistics"] for video in videos)


def test_refusals(client):
    assert client.analytics("2026-11-01", "2026-11-02", "nonsense").status_code == 400
    client.token = "stale"
    reply = client.analytics("2026-11-01", "2026-11-02")
    assert (reply.status_code, reply.json()["error"]["errors"][0]["reason"]) == (401, "authError")
