"""YouTube: its oddities, with replies composed from the contract."""

import pytest
from stage import Asked, Puller, Said, Stage, records

from connectors.core import AccessDenied, BadReply, TryAgain, Window
from connectors.social.youtube import youtube

SECRETS = {"client_id": "c-1234", "client_secret": "s-1234", "refresh_token": "r-1234"}
DAYS = Window.of("2026-11-15", "2026-11-17")
HEAD = "date,channel_id,video_id,views"


class YouTube:
    """Answers by path; `said` may be changed by a test."""

    def __init__(self) -> None:
        self.said: dict[str, Said] = {}

    def __call__(self, asked: Asked) -> Said:
        if asked.path == "/token":
            return Said({"access_token": "ya29-first", "expires_in": 3599})
        return self.said[asked.path]


@pytest.fixture
def tube(stage: Stage) -> YouTube:
    stage.answer = YouTube()
    return stage.answer


def table(*rows: list) -> Said:
    heads = [{"name": "day"}, {"name": "views"}, {"name": "averageViewPercentage"}]
    return Said({"columnHeaders": heads, **({"rows": list(rows)} if rows else {})})


def test_rows_are_mapped_by_their_headers(tube: YouTube, puller: Puller):
    tube.said["/v2/reports"] = table(["2026-11-16", 1820, 43.61], ["2026-11-17", 2014, 42.98])
    found = records(puller(youtube, "channel_daily", SECRETS, window=DAYS))
    assert found[1] == {"day": "2026-11-17", "views": 2014, "averageViewPercentage": 42.98}


def test_days_behind_the_last_complete_one_are_provisional(tube: YouTube, puller: Puller):
    tube.said["/v2/reports"] = table(["2026-11-15", 1, 2.0])
    pages = puller(youtube, "channel_daily", SECRETS, window=DAYS)
    assert [(str(p.window), len(p.records), p.provisional) for p in pages] == [
        ("2026-11-15..2026-11-15", 1, False),
        ("2026-11-16..2026-11-17", 0, True),
    ]


def test_no_rows_at_all_are_absent_not_empty(tube: YouTube, puller: Puller):
    tube.said["/v2/reports"] = table()
    pages = puller(youtube, "channel_daily", SECRETS, window=DAYS)
    assert [(len(p.records), p.provisional) for p in pages] == [(0, True)]
    long_ago = Window.of("2026-01-01", "2026-01-31")
    pages = puller(youtube, "channel_daily", SECRETS, window=long_ago)
    assert [(len(p.records), p.provisional) for p in pages] == [(0, False)]


def report(stage: Stage, number: int, start: str, created: str) -> dict:
    link = f"{stage.url}/v1/media/{number}?alt=media"
    return {"id": str(number), "startTime": start, "createTime": created, "downloadUrl": link}


def reporting(tube: YouTube, stage: Stage, *reports: dict) -> None:
    job = {"id": "job-1", "reportTypeId": "channel_basic_a3"}
    tube.said["/v1/jobs"] = Said({"jobs": [{"id": "x", "reportTypeId": "other"}, job]})
    tube.said["/v1/reportTypes"] = Said({"reportTypes": [{"id": "channel_basic_a3"}]})
    tube.said["/v1/jobs/job-1/reports"] = Said({"reports": list(reports)} if reports else {})
    for one in reports:
        body = f"{HEAD}\n20261116,UCabc,,{one['id']}\n".encode()
        tube.said[f"/v1/media/{one['id']}"] = Said(body, headers={"Content-Type": "text/csv"})


def test_of_the_reports_of_a_day_the_one_created_last_counts(
    tube: YouTube, stage: Stage, puller: Puller
):
    reporting(
        tube,
        stage,
        report(stage, 1, "2026-11-16T08:00:00Z", "2026-11-18T11:00:00.5Z"),
        report(stage, 2, "2026-11-16T08:00:00Z", "2026-11-19T09:00:00.1Z"),
        report(stage, 3, "2026-11-16T08:00:00Z", "2026-11-18T23:00:00Z"),
    )
    pages = puller(youtube, "channel_basic", SECRETS, window=DAYS)
    assert [(str(p.window), len(p.records), p.provisional) for p in pages] == [
        ("2026-11-15..2026-11-15", 0, True),
        ("2026-11-16..2026-11-16", 1, False),
        ("2026-11-17..2026-11-17", 0, True),
    ]
    expected = {"date": "20261116", "channel_id": "UCabc", "video_id": "", "views": "2"}
    assert records(pages) == [expected]
    asked = next(a for a in stage.asked if a.path.endswith("/reports"))
    assert asked.params["startTimeAtOrAfter"] == "2026-11-15T08:00:00Z"
    assert asked.params["startTimeBefore"] == "2026-11-18T08:00:00Z"


def test_a_day_is_a_pacific_day_in_summer_too(tube: YouTube, stage: Stage, puller: Puller):
    reporting(tube, stage, report(stage, 1, "2026-10-31T07:00:00Z", "2026-11-02T11:00:00Z"))
    pages = puller(youtube, "channel_basic", SECRETS, window=Window.of("2026-10-31", "2026-11-01"))
    assert [(str(p.window), len(p.records)) for p in pages] == [
        ("2026-10-31..2026-10-31", 1),
        ("2026-11-01..2026-11-01", 0),
    ]
    asked = next(a for a in stage.asked if a.path.endswith("/reports"))
    assert asked.params["startTimeBefore"] == "2026-11-02T08:00:00Z"


def test_a_file_with_a_header_only_is_a_day_without_rows(
    tube: YouTube, stage: Stage, puller: Puller
):
    reporting(tube, stage, report(stage, 1, "2026-11-16T08:00:00Z", "2026-11-18T11:00:00Z"))
    tube.said["/v1/media/1"] = Said(f"{HEAD}\n".encode(), headers={"Content-Type": "text/csv"})
    [page] = puller(youtube, "channel_basic", SECRETS, window=Window.of("2026-11-16"))
    assert (page.records, page.provisional) == ([], False)


def test_a_download_never_leaves_the_host(
    tube: YouTube, stage: Stage, canary: Stage, puller: Puller
):
    stolen = report(stage, 1, "2026-11-16T08:00:00Z", "2026-11-18T11:00:00Z")
    stolen["downloadUrl"] = f"{canary.url}/v1/media/1"
    reporting(tube, stage, stolen)
    with pytest.raises(BadReply, match="another host"):
        puller(youtube, "channel_basic", SECRETS, window=DAYS)
    assert canary.asked == []


def test_a_job_is_set_up_when_there_is_none(tube: YouTube, stage: Stage, puller: Puller):
    reporting(tube, stage)
    answer = tube.said["/v1/jobs"]
    known = {"GET": Said({}), "POST": Said({"id": "job-1", "reportTypeId": "channel_basic_a3"})}
    stage.answer = lambda asked: known[asked.method] if asked.path == "/v1/jobs" else tube(asked)
    pages = puller(youtube, "channel_basic", SECRETS, window=DAYS)
    assert all(page.provisional for page in pages)
    assert answer is not known["POST"]
    made = next(a for a in stage.asked if a.method == "POST" and a.path == "/v1/jobs")
    assert made.json["reportTypeId"] == "channel_basic_a3"


def test_the_successor_of_a_kind_that_ends_gets_a_job_and_completes_the_old_one(
    tube: YouTube, stage: Stage, puller: Puller
):
    old = report(stage, 1, "2026-11-15T08:00:00Z", "2026-11-17T11:00:00Z")
    both = report(stage, 2, "2026-11-16T08:00:00Z", "2026-11-18T11:00:00Z")
    reporting(tube, stage, old, both)
    new = report(stage, 3, "2026-11-16T08:00:00Z", "2026-11-18T10:00:00Z")
    tube.said["/v1/jobs/job-2/reports"] = Said({"reports": [new]})
    tube.said["/v1/media/3"] = Said(f"{HEAD}\n20261116,UCabc,,3\n".encode())
    ends = {"id": "channel_basic_a3", "deprecateTime": "2027-01-31T00:00:00Z"}
    kinds = [ends, {"id": "channel_basic_a4"}, {"id": "channel_reach_basic_a9"}]
    tube.said["/v1/reportTypes"] = Said({"reportTypes": kinds})
    made = Said({"id": "job-2", "reportTypeId": "channel_basic_a4"})
    stage.answer = lambda asked: (
        made if (asked.method, asked.path) == ("POST", "/v1/jobs") else tube(asked)
    )
    pages = puller(youtube, "channel_basic", SECRETS, window=DAYS)
    assert [one["views"] for one in records(pages)] == ["1", "3"]
    [asked] = [a for a in stage.asked if a.method == "POST" and a.path == "/v1/jobs"]
    assert asked.json["reportTypeId"] == "channel_basic_a4"


def test_days_before_a_job_are_over_and_those_behind_it_may_come(
    tube: YouTube, stage: Stage, puller: Puller
):
    reporting(tube, stage)
    job = {"id": "job-1", "reportTypeId": "channel_basic_a3", "createTime": "2026-12-16T12:00:00Z"}
    tube.said["/v1/jobs"] = Said({"jobs": [job]})
    pages = puller(youtube, "channel_basic", SECRETS, window=DAYS)
    assert [page.provisional for page in pages] == [False, True, True]


@pytest.mark.parametrize(
    ("feed", "kind"),
    [
        ("channel_reach", "channel_reach_basic_a1"),
        ("channel_traffic", "channel_traffic_source_a3"),
        ("channel_demographics", "channel_demographics_a1"),
    ],
)
def test_each_kind_of_report_has_a_job_of_its_own(
    tube: YouTube, stage: Stage, puller: Puller, feed: str, kind: str
):
    reporting(tube, stage, report(stage, 1, "2026-11-16T08:00:00Z", "2026-11-18T11:00:00Z"))
    tube.said["/v1/reportTypes"] = Said({"reportTypes": [{"id": kind}]})
    made = Said({"id": "job-1", "reportTypeId": kind})
    stage.answer = lambda asked: (
        made if (asked.method, asked.path) == ("POST", "/v1/jobs") else tube(asked)
    )
    assert len(records(puller(youtube, feed, SECRETS, window=DAYS))) == 1
    [asked] = [a for a in stage.asked if a.method == "POST" and a.path == "/v1/jobs"]
    assert asked.json["reportTypeId"] == kind


def test_somebody_else_set_the_job_up_in_between(tube: YouTube, stage: Stage, puller: Puller):
    reporting(tube, stage, report(stage, 1, "2026-11-16T08:00:00Z", "2026-11-18T11:00:00Z"))
    lists = [Said({}), tube.said["/v1/jobs"]]
    there = Said({"error": {"code": 409, "message": "exists", "status": "ALREADY_EXISTS"}}, 409)

    def answer(asked):
        if asked.path != "/v1/jobs":
            return tube(asked)
        return there if asked.method == "POST" else lists.pop(0)

    stage.answer = answer
    assert len(records(puller(youtube, "channel_basic", SECRETS, window=DAYS))) == 1


@pytest.mark.parametrize(
    ("kinds", "read"),
    [
        ([{"id": "channel_basic_a2"}, {"id": "channel_basic_a4"}], 1),
        ([{"id": "channel_traffic_source_a3"}], 0),
        ([{"id": "channel_basic_a4", "systemManaged": True}], 0),
    ],
)
def test_where_our_version_is_not_offered_the_newest_one_is_read(
    tube: YouTube, stage: Stage, puller: Puller, kinds: list, read: int
):
    reporting(tube, stage, report(stage, 1, "2026-11-16T08:00:00Z", "2026-11-18T11:00:00Z"))
    tube.said["/v1/reportTypes"] = Said({"reportTypes": kinds})
    jobs, made = Said({}), Said({"id": "job-1", "reportTypeId": "channel_basic_a4"})
    stage.answer = lambda asked: (
        {"GET": jobs, "POST": made}[asked.method] if asked.path == "/v1/jobs" else tube(asked)
    )
    assert len(records(puller(youtube, "channel_basic", SECRETS, window=DAYS))) == read


def test_a_report_that_is_gone_is_a_day_that_may_come_again(
    tube: YouTube, stage: Stage, puller: Puller
):
    reporting(tube, stage, report(stage, 1, "2026-11-16T08:00:00Z", "2026-11-18T11:00:00Z"))
    tube.said["/v1/media/1"] = youtube_error(404, "notFound")
    [page] = puller(youtube, "channel_basic", SECRETS, window=Window.of("2026-11-16"))
    assert (page.records, page.provisional) == ([], True)


def test_days_of_videos_are_asked_for_one_by_one_where_they_are_wanted(
    tube: YouTube, stage: Stage, puller: Puller
):
    uploads = {"contentDetails": {"relatedPlaylists": {"uploads": "UUabc"}}}
    tube.said["/youtube/v3/channels"] = Said({"items": [uploads]})
    items = [{"contentDetails": {"videoId": i}} for i in ("v1", "v2")]
    tube.said["/youtube/v3/playlistItems"] = Said({"items": items})
    tube.said["/v2/reports"] = table(["2026-11-15", 1, 2.0])
    assert records(puller(youtube, "video_daily", SECRETS, window=DAYS)) == []
    wanted = {"video_days": "yes"}
    pages = puller(youtube, "video_daily", SECRETS, window=DAYS, options=wanted)
    assert [(one["video_id"], one["views"]) for one in records(pages)] == [("v1", 1), ("v2", 1)]
    assert [(str(p.window), p.provisional) for p in pages][-1] == ("2026-11-16..2026-11-17", True)
    asked = [a.params["filters"] for a in stage.asked if a.path == "/v2/reports"]
    assert asked == ["video==v1", "video==v2"]


def test_revenue_is_asked_for_alone_and_its_late_days_are_empty(
    tube: YouTube, stage: Stage, puller: Puller
):
    earned = Said(
        {
            "columnHeaders": [{"name": "day"}, {"name": "estimatedRevenue"}],
            "rows": [["2026-11-16", 3.82]],
        }
    )
    days = table(["2026-11-16", 1820, 43.61], ["2026-11-17", 2014, 42.98])
    stage.answer = lambda asked: (
        earned
        if "currency" in asked.params
        else (days if asked.path == "/v2/reports" else tube(asked))
    )
    pages = puller(youtube, "channel_daily", SECRETS, window=DAYS, options={"revenue": "EUR"})
    assert [(one["views"], one["estimatedRevenue"]) for one in records(pages)] == [
        (1820, "3.82"),
        (2014, None),
    ]
    [asked] = [a.params for a in stage.asked if a.params.get("currency") == "EUR"]
    assert asked["metrics"] == "estimatedRevenue"


def test_the_channel_as_it_stands(tube: YouTube, puller: Puller):
    told = {"id": "UCabc", "statistics": {"subscriberCount": "41200"}}
    tube.said["/youtube/v3/channels"] = Said({"items": [told]})
    [channel] = records(puller(youtube, "channel", SECRETS))
    assert channel == {"stat_date": "2026-11-03", **told}


def test_videos_are_asked_for_by_fifties_of_the_uploads(
    tube: YouTube, stage: Stage, puller: Puller
):
    uploads = {"contentDetails": {"relatedPlaylists": {"uploads": "UUabc"}}}
    tube.said["/youtube/v3/channels"] = Said({"items": [uploads]})
    items = [{"contentDetails": {"videoId": i}} for i in ("v1", "v2")]
    tube.said["/youtube/v3/playlistItems"] = Said({"items": items})
    tube.said["/youtube/v3/videos"] = Said({"items": [{"id": "v1", "statistics": {}}]})
    [video] = records(puller(youtube, "videos", SECRETS))
    assert video == {"stat_date": "2026-11-03", "id": "v1", "statistics": {}}
    assert stage.asked[-1].params["id"] == "v1,v2"
    assert stage.asked[-2].params["playlistId"] == "UUabc"


def youtube_error(status: int, reason: str) -> Said:
    errors = [{"message": "told", "domain": "youtube", "reason": reason}]
    return Said({"error": {"code": status, "message": "told", "errors": errors}}, status)


@pytest.mark.parametrize(
    ("status", "reason", "error", "calls"),
    [
        (403, "quotaExceeded", TryAgain, 1),
        (403, "rateLimitExceeded", TryAgain, 4),
        (429, "rateLimitExceeded", TryAgain, 4),
        (403, "forbidden", AccessDenied, 1),
        (400, "badRequest", BadReply, 1),
        (503, "backendError", TryAgain, 4),
    ],
)
def test_the_reason_decides(
    tube: YouTube,
    stage: Stage,
    puller: Puller,
    status: int,
    reason: str,
    error: type[Exception],
    calls: int,
):
    tube.said["/v2/reports"] = youtube_error(status, reason)
    with pytest.raises(error):
        puller(youtube, "channel_daily", SECRETS)
    assert len([a for a in stage.asked if a.path == "/v2/reports"]) == calls
