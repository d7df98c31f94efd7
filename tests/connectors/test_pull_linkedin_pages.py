"""LinkedIn Pages: their oddities, with replies composed from the contract."""

import logging
from datetime import date

import pytest
from stage import Asked, Puller, Said, Stage, records

from connectors.core import AccessDenied, BadReply, PullError, TryAgain, Window
from connectors.social.linkedin_pages import linkedin_pages

SECRETS = {"client_id": "c-1234", "client_secret": "s-1234", "refresh_token": "r-1234"}
TODAY = date(2026, 11, 19)
LAST = Window.of("2026-11-18")
URN = "urn:li:organization:9036"
DAY = 86_400_000
FIRST = 1_794_787_200_000  # 2026-11-16


class LinkedIn:
    """Answers by the last part of the path; `poisoned` posts refuse a whole list."""

    def __init__(self, poisoned: tuple[str, ...] = ()) -> None:
        self.said: dict[str, Said] = {}
        self.posts: list[str] = []
        self.poisoned = poisoned

        self.published = FIRST

    def __call__(self, asked: Asked) -> Said:
        if asked.path == "/oauth/v2/accessToken":
            return Said({"access_token": "AQX-first", "expires_in": 5183999})
        call = asked.path.rsplit("/", 1)[1]
        if call in self.said:
            return self.said[call]
        if "/socialMetadata/" in asked.path:
            return self.said.get("social", Said({"message": "gone", "status": 404}, 404))
        if call == "posts":
            start, count = int(asked.params["start"]), int(asked.params["count"])
            told = [
                {"id": urn, "publishedAt": self.published}
                for urn in self.posts[start : start + count]
            ]
            return Said({"paging": {"start": start, "count": count}, "elements": told})
        listed = asked.params.get("shares") or asked.params.get("ugcPosts") or ""
        return self.statistics(listed.removeprefix("List(").removesuffix(")").split(","))

    def statistics(self, urns: list[str]) -> Said:
        for place, urn in enumerate(urns):
            if urn in self.poisoned:
                what = f"Entity is not owned by the organization: shares[{place}] ugcPosts[{place}]"
                return Said({"message": what, "status": 403, "code": "ACCESS_DENIED"}, 403)
        elements = [
            {urn.split(":")[2]: urn, "totalShareStatistics": {"impressionCount": 10}}
            for urn in urns
            if urn and not urn.endswith("unseen")
        ]
        return Said({"elements": elements})


@pytest.fixture
def linkedin(stage: Stage) -> LinkedIn:
    stage.answer = LinkedIn()
    return stage.answer


def day(number: int, **told: object) -> dict:
    start = FIRST + number * DAY
    return {"timeRange": {"start": start, "end": start + DAY}, "organizationalEntity": URN, **told}


def test_the_query_is_written_as_restli_wants_it(linkedin: LinkedIn, stage: Stage, puller: Puller):
    puller(linkedin_pages, "page_days", SECRETS, "9036", LAST, now=TODAY)
    assert stage.asked[1].raw_query == (
        "q=organizationalEntity&organizationalEntity=urn%3Ali%3Aorganization%3A9036"
        "&timeIntervals=(timeRange:(start:1794960000000,end:1795046400000),timeGranularityType:DAY)"
    )
    assert stage.asked[3].raw_query.startswith(
        "q=organization&organization=urn%3Ali%3Aorganization"
    )
    headers = stage.asked[1].headers
    assert headers["linkedin-version"] == "202608"
    assert headers["x-restli-protocol-version"] == "2.0.0"
    assert headers["authorization"] == "Bearer AQX-first"


def test_the_three_statistics_of_a_day_are_one_record(linkedin: LinkedIn, puller: Puller):
    gains = {"followerGains": {"organicFollowerGain": -2, "paidFollowerGain": 0}}
    shares = {"totalShareStatistics": {"impressionCount": 1210, "clickCount": 61}}
    views = {"totalPageStatistics": {"views": {"allPageViews": {"pageViews": 40}}}}
    linkedin.said |= {
        "organizationalEntityFollowerStatistics": Said({"elements": [day(0, **gains)]}),
        "organizationalEntityShareStatistics": Said({"elements": [day(1, **shares)]}),
        "organizationPageStatistics": Said({"elements": [day(1, **views), day(0, **views)]}),
    }
    span = Window.of("2026-11-16", "2026-11-18")
    pages = puller(linkedin_pages, "page_days", SECRETS, "9036", span, now=TODAY)
    found = records(pages)
    assert [(one["start"], len(one)) for one in found] == [(FIRST, 3), (FIRST + DAY, 3)]
    told = found[0]["organizationalEntityFollowerStatistics"]["followerGains"]
    assert told["organicFollowerGain"] == -2
    assert [(str(p.window), p.provisional) for p in pages] == [
        ("2026-11-16..2026-11-17", False),
        ("2026-11-18..2026-11-18", True),
    ]


def test_days_without_anything_are_over_once_they_are_old(linkedin: LinkedIn, puller: Puller):
    for call in ("Follower", "Share"):
        linkedin.said[f"organizationalEntity{call}Statistics"] = Said({"elements": []})
    linkedin.said["organizationPageStatistics"] = Said({"elements": []})
    span = Window.of("2026-11-10", "2026-11-12")
    [page] = puller(linkedin_pages, "page_days", SECRETS, "9036", span, now=TODAY)
    assert (page.records, page.provisional) == ([], False)


def test_what_is_older_than_a_year_is_not_asked(linkedin: LinkedIn, stage: Stage, puller: Puller):
    span = Window.of("2025-01-01", "2025-01-31")
    pages = puller(linkedin_pages, "page_days", SECRETS, "9036", span, now=TODAY)
    assert (records(pages), stage.asked) == ([], [])


def test_posts_are_asked_by_offset_and_their_figures_by_twenties_of_a_kind(
    linkedin: LinkedIn, stage: Stage, puller: Puller
):
    linkedin.posts = [f"urn:li:share:{n}" for n in range(100)]
    linkedin.posts += ["urn:li:ugcPost:7", "urn:li:share:unseen"]
    found = records(puller(linkedin_pages, "posts", SECRETS, "9036", LAST))
    assert [one["id"] for one in found] == linkedin.posts
    assert [one["statistics"] is None for one in found].count(True) == 1
    assert found[100]["statistics"]["ugcPost"] == "urn:li:ugcPost:7"
    asked = [a for a in stage.asked if a.path.endswith("ShareStatistics")]
    assert [len(a.params.get("shares", "").split(",")) for a in asked] == [20] * 5 + [1, 1]
    assert [a.params["start"] for a in stage.asked if a.path.endswith("/posts")] == ["0", "100"]


def test_a_foreign_post_in_the_list_costs_itself_alone(
    stage: Stage, puller: Puller, caplog: pytest.LogCaptureFixture
):
    stage.answer = LinkedIn(poisoned=("urn:li:share:3",))
    stage.answer.posts = [f"urn:li:share:{n}" for n in range(8)]
    with caplog.at_level(logging.WARNING):
        found = records(puller(linkedin_pages, "posts", SECRETS, "9036", LAST))
    assert [n for n, one in enumerate(found) if one["statistics"] is None] == [3]
    assert [r.message for r in caplog.records if "share:3" in r.message]


def test_no_permission_on_the_page_is_not_taken_for_a_foreign_post(
    linkedin: LinkedIn, puller: Puller
):
    linkedin.posts = ["urn:li:share:1"]
    what = "Not enough permissions to access: organizationalEntityShareStatistics.FINDER"
    told = {"message": what, "status": 403, "serviceErrorCode": 100, "code": "ACCESS_DENIED"}
    linkedin.said["organizationalEntityShareStatistics"] = Said(told, 403)
    with pytest.raises(AccessDenied, match="ADMINISTRATOR"):
        puller(linkedin_pages, "posts", SECRETS, "9036", LAST)


def test_followers_stand_beside_the_organization(linkedin: LinkedIn, puller: Puller):
    linkedin.said["9036"] = Said({"id": 9036, "localizedName": "Acme"})
    linkedin.said["urn%3Ali%3Aorganization%3A9036"] = Said({"firstDegreeSize": 1204})
    linkedin.said["urn:li:organization:9036"] = linkedin.said["urn%3Ali%3Aorganization%3A9036"]
    [one] = records(puller(linkedin_pages, "organization", SECRETS, "9036", LAST))
    assert (one["firstDegreeSize"], one["localizedName"]) == (1204, "Acme")
    assert one["stat_date"] == "2026-11-18"


@pytest.mark.parametrize(
    ("status", "body", "kind", "told"),
    [
        (426, {"code": "NONEXISTENT_VERSION", "message": "version 202508"}, AccessDenied, "newer"),
        (429, {"message": "limit for calls is reached", "status": 429}, TryAgain, "midnight UTC"),
        (400, {"message": "Query param parse error", "code": "ILLEGAL_ARGUMENT"}, BadReply, "400"),
        (504, {"message": "Gateway timeout", "status": 504}, TryAgain, "504"),
    ],
)
def test_errors_say_who_must_act(
    linkedin: LinkedIn, puller: Puller, status: int, body: dict, kind: type[PullError], told: str
):
    linkedin.said["9036"] = Said(body, status)
    with pytest.raises(kind, match=told):
        puller(linkedin_pages, "organization", SECRETS, "9036", LAST)


def test_a_refused_refresh_token_says_that_somebody_must_log_in(stage: Stage, puller: Puller):
    stage.play(Said({"error": "invalid_grant", "error_description": "revoked r-1234"}, 400))
    with pytest.raises(AccessDenied, match="365 days") as caught:
        puller(linkedin_pages, "organization", SECRETS, "9036", LAST)
    assert "r-1234" not in str(caught.value)


def test_followers_by_group_of_each_facet(linkedin: LinkedIn, stage: Stage, puller: Puller):
    count = {"organicFollowerCount": 310, "paidFollowerCount": 0}
    told = {
        "organizationalEntity": URN,
        "followerCountsBySeniority": [{"seniority": "urn:li:seniority:4", "followerCounts": count}],
        "followerCountsByGeo": [{"geo": "urn:li:geo:7", "followerCounts": count}],
        "followerCountsByIndustry": [],
    }
    linkedin.said["organizationalEntityFollowerStatistics"] = Said({"elements": [told]})
    found = records(puller(linkedin_pages, "audience", SECRETS, "9036", LAST, now=TODAY))
    assert [(one["breakdown"], one["followerCounts"]) for one in found] == [
        ("Seniority", count),
        ("Geo", count),
    ]
    assert stage.asked[-1].raw_query == (
        "q=organizationalEntity&organizationalEntity=urn%3Ali%3Aorganization%3A9036"
    )


KINDS = {"reactionSummaries": {"LIKE": {"reactionType": "LIKE", "count": 6}}}
MAY_NOT = Said({"message": "Not enough permissions", "status": 403, "code": "ACCESS_DENIED"}, 403)


@pytest.mark.parametrize(
    ("said", "found"),
    [(Said(KINDS), KINDS), (MAY_NOT, None), (Said({"message": "gone", "status": 404}, 404), None)],
)
def test_reactions_stand_beside_a_post_where_they_may_be_read(
    linkedin: LinkedIn, stage: Stage, puller: Puller, said, found
):
    linkedin.posts, linkedin.said["social"] = ["urn:li:share:1"], said
    [post] = records(puller(linkedin_pages, "posts", SECRETS, "9036", LAST, now=TODAY))
    assert (post["social"], post["stat_date"]) == (found, "2026-11-18")
    assert stage.asked[-1].path.endswith("/socialMetadata/urn%3Ali%3Ashare%3A1")


@pytest.mark.parametrize(("day", "calls"), [("2026-11-18", 0), ("2026-11-22", 1)])
def test_reactions_of_old_posts_are_read_on_sundays(
    linkedin: LinkedIn, stage: Stage, puller: Puller, day, calls
):
    linkedin.posts, linkedin.published = ["urn:li:share:1"], FIRST - 40 * DAY
    puller(linkedin_pages, "posts", SECRETS, "9036", Window.of(day), now=date(2026, 11, 23))
    assert sum("socialMetadata" in one.path for one in stage.asked) == calls
