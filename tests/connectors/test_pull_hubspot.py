"""HubSpot: its oddities, against a small search that behaves as the contract says."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from stage import Asked, Puller, Said, Stage, Time, records

from connectors.core import AccessDenied, BadReply, TryAgain, Window
from connectors.crm.hubspot import hubspot

SECRETS = {"access_token": "pat-na1-secret"}
START = 1_793_664_000_000  # 2026-11-03T00:00:00Z


class Portal:
    """Contacts that changed at a millisecond each; ids compare as `order` says."""

    def __init__(
        self,
        changes: list[tuple[str, int]],
        order: Callable[[str], Any] = int,
        skips_ids: bool = False,
    ) -> None:
        self.changes = changes
        self.order = order
        self.skips_ids = skips_ids
        self.deepest = 0
        self.harm: Callable[[dict, dict], None] | None = None

    def __call__(self, asked: Asked) -> Said:
        return self.search(asked.json) if asked.path.endswith("/search") else self.listed(asked)

    def search(self, body: dict) -> Said:
        after, limit = int(body.get("after", 0)), body["limit"]
        self.deepest = max(self.deepest, after)
        if after >= 10_000:
            return Said({"status": "error", "category": "VALIDATION_ERROR"}, 400)
        low, high, *beyond = (f["value"] for f in filters(body))
        first, last = int(low), int(high)
        found = [c for c in self.changes if first <= c[1] < last]
        if beyond:
            compare: Callable[[str], Any] = str if self.skips_ids else self.order
            found = [c for c in found if compare(c[0]) > compare(beyond[0])]
        by_id = body["sorts"][0]["propertyName"] == "hs_object_id"
        found.sort(key=lambda c: self.order(c[0]) if by_id else c[1])
        shown = found[after : after + limit]
        more = {"paging": {"next": {"after": str(after + limit)}}}
        said: dict[str, Any] = {"total": len(found), "results": [contact(*c) for c in shown]}
        said |= more if after + limit < len(found) else {}
        if self.harm:
            self.harm(body, said)
        return Said(said)

    def listed(self, asked: Asked) -> Said:
        start = int(asked.params.get("after", 0))
        shown = self.changes[start : start + 100]
        more = {"paging": {"next": {"after": str(start + 100)}}}
        body = {"results": [contact(*c) for c in shown]}
        return Said(body | (more if start + 100 < len(self.changes) else {}))


def filters(body: dict) -> list[dict]:
    return body["filterGroups"][0]["filters"]


def contact(number: str, changed: int) -> dict:
    at = datetime.fromtimestamp(changed / 1000).astimezone().isoformat(timespec="milliseconds")
    return {"id": number, "properties": {}, "updatedAt": at}


def ids(pages) -> list[str]:
    return [record["id"] for record in records(pages)]


def test_a_window_of_more_than_ten_thousand_splits_and_never_goes_too_deep(
    stage: Stage, puller: Puller
):
    stage.answer = portal = Portal([(str(n), START + n * 6000) for n in range(10_001)])
    found = ids(puller(hubspot, "contacts", SECRETS))
    assert sorted(found, key=int) == [str(n) for n in range(10_001)]
    assert portal.deepest < 10_000


@pytest.mark.parametrize("order", [int, str])
def test_one_millisecond_with_more_is_read_by_id(stage: Stage, puller: Puller, order):
    stage.answer = Portal([(str(n), START + 5) for n in range(1, 10_201)], order)
    found = ids(puller(hubspot, "contacts", SECRETS))
    assert sorted(found, key=int) == [str(n) for n in range(1, 10_201)]


def test_ids_that_compare_otherwise_than_they_sort_fall_back_to_the_list(
    stage: Stage, puller: Puller
):
    changes = [(str(n), START + 5) for n in range(1, 10_101)] + [("20000", START - 5)]
    stage.answer = Portal(changes, int, skips_ids=True)
    found = ids(puller(hubspot, "contacts", SECRETS))
    assert sorted(found, key=int) == [str(n) for n in range(1, 10_101)]
    assert any(asked.method == "GET" for asked in stage.asked)


def cut(body: dict, said: dict) -> None:
    """The second page comes empty though the cursor moves on."""
    if body.get("after") == "200":
        said["results"].clear()


def test_a_page_emptied_for_good_is_read_out_of_the_list(stage: Stage, puller: Puller):
    stage.answer = portal = Portal([(str(n), START + n) for n in range(366)])
    portal.harm = cut
    assert sorted(ids(puller(hubspot, "contacts", SECRETS)), key=int) == [
        str(n) for n in range(366)
    ]
    assert any(asked.method == "GET" for asked in stage.asked)


def test_a_record_that_changes_while_it_is_read_pushes_none_out(stage: Stage, puller: Puller):
    """Record 5 leaves after page 1; 200 moves up to page 1, which was read."""
    stage.answer = portal = Portal([(str(n), START + n) for n in range(366)])
    later = ("5", START + 90_000_000)

    def leave(body: dict, said: dict) -> None:
        if body.get("after") is None:
            portal.changes = [c for c in portal.changes if c[0] != "5"] + [later]

    portal.harm = leave
    found = ids(puller(hubspot, "contacts", SECRETS))
    assert sorted(found, key=int) == [str(n) for n in range(366) if n != 5]
    assert {asked.method for asked in stage.asked} == {"POST"}


def test_what_search_counts_and_the_list_lacks_is_refused(stage: Stage, puller: Puller):
    portal = Portal([(str(n), START + n) for n in range(366)])
    portal.harm = cut
    empty = Said({"results": []})
    stage.answer = lambda asked: empty if asked.method == "GET" else portal(asked)
    with pytest.raises(TryAgain, match="0 records came, also out of the list"):
        puller(hubspot, "contacts", SECRETS)


def test_a_list_of_deals_shorter_than_search_counts_is_refused(stage: Stage, puller: Puller):
    stage.answer = lambda asked: Said(
        {"results": [contact("1", START)]} | ({"total": 2} if asked.method == "POST" else {})
    )
    with pytest.raises(TryAgain, match="1 records came, the search counts 2"):
        puller(hubspot, "deal_histories", SECRETS)


def test_a_search_is_for_whole_utc_days_and_names_its_properties(stage: Stage, puller: Puller):
    stage.play({"total": 0, "results": []})
    puller(hubspot, "deals", SECRETS, window=Window.of("2026-11-03", "2026-11-04"))
    body = stage.asked[-1].json
    assert [(f["operator"], f["value"]) for f in filters(body)] == [
        ("GTE", str(START)),
        ("LT", str(START + 2 * 86_400_000)),
    ]
    assert filters(body)[0]["propertyName"] == "hs_lastmodifieddate"
    assert {"amount", "dealstage"} <= set(body["properties"])
    assert stage.asked[-1].headers["authorization"] == "Bearer pat-na1-secret"


def test_an_empty_page_with_a_next_is_not_the_end(stage: Stage, puller: Puller):
    more = {"paging": {"next": {"after": "2"}}}
    still_more = {"paging": {"next": {"after": "3"}}}
    stage.play(
        *[{"total": 1, "results": [], **more}] * 3,
        *[{"total": 1, "results": [], **still_more}] * 3,
        {"total": 1, "results": [contact("1", START)]},
    )
    assert ids(puller(hubspot, "contacts", SECRETS)) == ["1"]


def test_archived_records_are_listed_apart(stage: Stage, puller: Puller):
    stage.play({"results": [{"id": "7", "archived": True, "archivedAt": "2026-11-01T00:00:00Z"}]})
    assert ids(puller(hubspot, "archived_companies", SECRETS)) == ["7"]
    assert stage.asked[0].params["archived"] == "true"


def test_a_history_is_asked_for_by_fifties(stage: Stage, puller: Puller):
    stage.play({"total": 0, "results": []})
    puller(hubspot, "deal_histories", SECRETS)
    assert stage.asked[1].params["limit"] == "50"
    assert stage.asked[1].params["propertiesWithHistory"] == "dealstage"


def test_deals_without_a_contact_are_told_with_no_link(stage: Stage, puller: Puller):
    links = {"from": {"id": "1"}, "to": [{"toObjectId": 9001}]}
    missing = {"status": "error", "category": "OBJECT_NOT_FOUND", "message": "No contact"}
    missing["context"] = {"fromObjectId": ["2"]}
    stage.play(
        {"total": 2, "results": [contact("1", START), contact("2", START)]},
        Said({"status": "COMPLETE", "results": [links], "numErrors": 1, "errors": [missing]}, 207),
    )
    alone = {"from": {"id": "2"}, "to": []}
    assert records(puller(hubspot, "deal_contacts", SECRETS)) == [links, alone]
    assert stage.asked[-1].json == {"inputs": [{"id": "1"}, {"id": "2"}]}
    assert stage.asked[-1].path == "/crm/v4/associations/deals/contacts/batch/read"


def test_a_deal_whose_links_are_not_answered_is_refused(stage: Stage, puller: Puller):
    found = {"total": 1, "results": [contact("1", START)]}
    stage.answer = lambda asked: Said(
        found if asked.path.endswith("/search") else {"status": "COMPLETE", "results": []}
    )
    with pytest.raises(TryAgain, match="of 1 deals, 1 were not answered"):
        puller(hubspot, "deal_contacts", SECRETS)


def test_another_error_among_links_is_refused(stage: Stage, puller: Puller):
    broken = {"status": "error", "category": "INTERNAL_ERROR", "message": "broken"}
    stage.play(
        {"total": 1, "results": [contact("1", START)]},
        Said({"status": "COMPLETE", "results": [], "errors": [broken]}, 207),
    )
    with pytest.raises(BadReply, match="broken"):
        puller(hubspot, "deal_contacts", SECRETS)


def limited(policy: str) -> Said:
    body = {"status": "error", "category": "RATE_LIMITS", "policyName": policy, "message": "limit"}
    return Said(body, 429)


def test_a_second_s_limit_is_waited_for_a_day_s_is_not(stage: Stage, puller: Puller, passing: Time):
    stage.play(limited("SECONDLY"), {"results": []})
    puller(hubspot, "deal_pipelines", SECRETS)
    assert len(passing.slept) == 1
    stage.play(limited("DAILY"))
    with pytest.raises(TryAgain, match="tomorrow"):
        puller(hubspot, "deal_pipelines", SECRETS)
    assert len(passing.slept) == 1


@pytest.mark.parametrize(
    ("status", "category", "error"),
    [
        (401, "INVALID_AUTHENTICATION", AccessDenied),
        (403, "MISSING_SCOPES", AccessDenied),
        (423, "LOCKED", TryAgain),
        (477, "MIGRATING", TryAgain),
        (523, "", TryAgain),
        (530, "", AccessDenied),
        (400, "VALIDATION_ERROR", BadReply),
    ],
)
def test_who_must_act(
    stage: Stage, puller: Puller, status: int, category: str, error: type[Exception]
):
    stage.play(Said({"status": "error", "category": category, "message": "told"}, status))
    with pytest.raises(error):
        puller(hubspot, "deal_pipelines", SECRETS)


def test_a_link_beside_the_cursor_may_not_lead_away(stage: Stage, canary: Stage, puller: Puller):
    away = {"after": "2", "link": f"{canary.url}/crm/v3/objects/deals?after=2"}
    stage.play({"results": [contact("1", START)], "paging": {"next": away}})
    with pytest.raises(BadReply, match="another host"):
        puller(hubspot, "archived_companies", SECRETS)
    assert canary.asked == []


OAUTH = {"client_id": "app-1", "client_secret": "hs-secret-1", "refresh_token": "hs-refresh-1"}


def test_the_token_of_an_oauth_app_is_renewed_once(stage: Stage, puller: Puller):
    issued: list[str] = []

    def answer(asked: Asked) -> Said:
        if asked.path == "/oauth/v1/token":
            assert asked.form == {"grant_type": "refresh_token", **OAUTH}
            issued.append(f"hs-token-{len(issued)}")
            return Said({"access_token": issued[-1], "expires_in": 1800, "token_type": "bearer"})
        if asked.headers["authorization"] != "Bearer hs-token-1":
            return Said({"status": "error", "category": "EXPIRED_AUTHENTICATION"}, 401)
        return Said({"results": [{"id": "default"}]})

    stage.answer = answer
    found = records(puller(hubspot, "deal_pipelines", OAUTH, options={"grant": "oauth"}))
    assert found == [{"id": "default"}]
    assert issued == ["hs-token-0", "hs-token-1"]


def test_an_app_that_was_taken_out_needs_a_person(stage: Stage, puller: Puller):
    said = {"status": "BAD_REFRESH_TOKEN", "message": "hs-refresh-1 is wrong"}
    stage.play(Said(said, 400))
    with pytest.raises(AccessDenied, match="Install the app in the portal again") as refused:
        puller(hubspot, "deal_pipelines", OAUTH, options={"grant": "oauth"})
    assert "hs-refresh-1" not in str(refused.value)


def test_owners_are_those_who_are_there_and_those_who_left(stage: Stage, puller: Puller):
    def answer(asked: Asked) -> Said:
        if asked.params.get("after"):
            return Said({"results": [{"id": "2"}]})
        if asked.params["archived"] == "true":
            return Said({"results": [{"id": "3", "archived": True}]})
        return Said({"results": [{"id": "1"}], "paging": {"next": {"after": "2"}}})

    stage.answer = answer
    assert [one["id"] for one in records(puller(hubspot, "owners", SECRETS))] == ["1", "2", "3"]
    assert {one.params["limit"] for one in stage.asked} == {"500"}


def test_an_activity_comes_with_the_first_contact_it_is_linked_to(stage: Stage, puller: Puller):
    linked = {"from": {"id": "1"}, "to": [{"toObjectId": 9001}, {"toObjectId": 9002}]}
    missing = {"category": "OBJECT_NOT_FOUND", "context": {"fromObjectId": ["2"]}}
    calls = {"total": 2, "results": [contact("1", START), contact("2", START)]}

    def answer(asked: Asked) -> Said:
        if asked.path.endswith("/batch/read"):
            return Said({"results": [linked], "errors": [missing]}, 207)
        is_call = asked.path == "/crm/v3/objects/calls/search"
        return Said(calls if is_call else {"total": 0, "results": []})

    stage.answer = answer
    found = records(puller(hubspot, "activities", SECRETS))
    assert [(one["kind"], one["contact_id"]) for one in found] == [
        ("calls", "9001"),
        ("calls", None),
    ]
    asked = [one.path.split("/")[4] for one in stage.asked if one.path.endswith("/search")]
    assert asked == ["calls", "emails", "meetings", "notes", "tasks"]


def all_at_once(*told: dict) -> dict:
    return {"results": list(told)}


def test_a_ticket_belongs_to_its_primary_contact(stage: Stage, puller: Puller):
    other = {"toObjectId": 1, "associationTypes": [{"typeId": 16, "label": None}]}
    kinds = [{"typeId": 15, "label": None}, {"typeId": 17, "label": "Primary"}]
    links = {"from": {"id": "7"}, "to": [other, {"toObjectId": 2, "associationTypes": kinds}]}
    stage.play({"total": 1, "results": [contact("7", START)]}, {"results": [links]})
    assert records(puller(hubspot, "tickets", SECRETS))[0]["contact_id"] == "2"
    assert stage.asked[-1].path == "/crm/v4/associations/tickets/contacts/batch/read"


def test_a_line_of_no_deal_is_told_all_the_same(stage: Stage, puller: Puller):
    alone = {"category": "OBJECT_NOT_FOUND", "context": {"fromObjectId": ["7"]}}
    stage.play(
        {"total": 1, "results": [contact("7", START)]},
        Said({"results": [], "errors": [alone]}, 207),
    )
    assert records(puller(hubspot, "line_items", SECRETS))[0]["deal_id"] is None


def test_ids_of_all_objects_those_in_the_bin_too(stage: Stage, puller: Puller):
    def answer(asked: Asked) -> Said:
        if asked.method == "POST":
            return Said({"total": 1, "results": [contact("1", START)]})
        assert asked.params["properties"] == "hs_object_id"
        return Said(all_at_once(contact("2" if asked.params.get("archived") else "1", START)))

    stage.answer = answer
    options = {"leave_out": "tickets, leads,products,line_items,calls,emails,meetings,notes,tasks"}
    told = records(puller(hubspot, "record_ids", SECRETS, options=options))
    kinds = ("contacts", "companies", "deals")
    assert [(one["object"], one["id"]) for one in told] == [(k, n) for k in kinds for n in "12"]


def test_an_address_too_long_is_asked_in_halves_joined_by_id(stage: Stage, puller: Puller):
    def answer(asked: Asked) -> Said:
        names = asked.params["properties"].split(",")
        if len(names) > 2:
            return Said("<html>414 Request-URI Too Large</html>", 414)
        told = [{**contact(n, START), "properties": {name: n for name in names}} for n in "12"]
        return Said({"results": told})

    stage.answer = answer
    told = records(puller(hubspot, "archived_companies", SECRETS))
    assert [one["id"] for one in told] == ["1", "2"]
    assert {"name", "industry", "hs_lastmodifieddate"} <= set(told[1]["properties"])
    assert set(told[1]["properties"].values()) == {"2"}


@pytest.mark.parametrize(
    ("version", "path"),
    [(None, "/crm/v3/objects/deals"), ("2026-03", "/crm/objects/2026-03/deals")],
)
def test_the_version_may_be_a_date(stage: Stage, puller: Puller, version, path: str):
    asked_for_token = "/oauth/2026-03/token" if version else "/oauth/v1/token"
    token = {"access_token": "hs-token-1", "expires_in": 1800}
    stage.answer = lambda asked: Said(
        token if asked.path == asked_for_token else {"total": 0, "results": []}
    )
    options = {"grant": "oauth"} | ({"version": version} if version else {})
    assert records(puller(hubspot, "deal_histories", OAUTH, options=options)) == []
    assert {one.path for one in stage.asked} == {asked_for_token, path, f"{path}/search"}


def test_lists_page_by_offset_and_one_that_went_is_passed_over(stage: Stage, puller: Puller):
    def answer(asked: Asked) -> Said:
        if asked.path == "/crm/v3/lists/search":
            start = asked.json.get("offset", 0)
            one = {"listId": str(start), "objectTypeId": "0-1" if start else "0-2"}
            return Said({"lists": [one], "offset": start + 1, "hasMore": start < 2})
        assert asked.params["limit"] == "250"
        if asked.path == "/crm/v3/lists/1/memberships":
            return Said({"status": "error", "category": "OBJECT_NOT_FOUND"}, 404)
        return Said(all_at_once({"recordId": "9", "membershipTimestamp": "2026-11-01T00:00:00Z"}))

    stage.answer = answer
    told = records(puller(hubspot, "list_members", SECRETS))
    assert [(one["list_id"], one["object_type"]) for one in told] == [("0", "0-2"), ("2", "0-1")]


def submission(at: int, **more: Any) -> dict:
    values = [{"name": "lastname", "value": "Lin"}, {"name": "email", "value": "mei@a.cn"}]
    page = "https://a.cn/hello?email=mei@a.cn"
    return {"submittedAt": at, "values": values, "pageUrl": page, **more}


def test_submissions_are_read_back_to_the_window_and_say_only_the_mail(
    stage: Stage, puller: Puller
):
    days = [submission(START + n * 86_400_000, conversionId=f"c{n}") for n in (1, 0, -1)]
    more = {"paging": {"next": {"after": "3"}}}

    def answer(asked: Asked) -> Said:
        if asked.path == "/marketing/v3/forms":
            return Said(all_at_once({"id": "f"}))
        assert not asked.params.get("after"), "what is older than the window was asked for"
        return Said({"results": days, **more})

    stage.answer = answer
    [told] = records(
        puller(hubspot, "form_submissions", SECRETS, window=Window.of("2026-11-03", "2026-11-03"))
    )
    assert (told["submission_id"], told["email"], told["page_url"]) == (
        "c0", "mei@a.cn", "https://a.cn/hello",
    )  # fmt: skip
    assert "Lin" not in str(told)


def test_a_submission_without_an_id_goes_by_its_hash(stage: Stage, puller: Puller):
    two = [submission(START + 5), submission(START + 5, pageUrl=None) | {"submittedAt": f"{START}"}]
    stage.play(all_at_once({"id": "f"}), all_at_once(*two))
    told = records(puller(hubspot, "form_submissions", SECRETS))
    assert len({one["submission_id"] for one in told}) == 2
    assert {len(one["submission_id"]) for one in told} == {64}


def test_the_catalogue_says_of_what_kind_each_thing_is(stage: Stage, puller: Puller):
    stages = [{"id": "4", "label": "Closed", "metadata": {"ticketState": "CLOSED"}}]

    def answer(asked: Asked) -> Said:
        if asked.path == "/crm/v3/lists/search":
            return Said({"lists": [{"listId": "71", "name": "News"}], "hasMore": False})
        if asked.path == "/crm/v3/pipelines/tickets":
            return Said(all_at_once({"id": "0", "label": "Support", "stages": stages}))
        if asked.path.startswith("/crm/v3/properties/"):
            return Said(all_at_once({"name": "email", "label": "E-mail"}))
        return Said(all_at_once({"id": asked.path}))

    stage.answer = answer
    options = {"leave_out": "campaigns,forms"}
    told = records(puller(hubspot, "catalogue", SECRETS, options=options))
    kinds = {one["kind"] for one in told}
    assert kinds == {"list", "marketing_email", "product", "ticket_stage", "property"}
    assert {one["of"] for one in told if one["kind"] == "ticket_stage"} == {"0"}
    assert len({one["of"] for one in told if one["kind"] == "property"}) == 12


def test_a_portal_that_moves_is_waited_for_up_to_minutes(
    stage: Stage, puller: Puller, passing: Time
):
    stage.play(*[Said({"category": "MIGRATING"}, 477)] * 3, {"results": []})
    puller(hubspot, "deal_pipelines", SECRETS)
    assert 90 <= sum(passing.slept) <= 600


@pytest.mark.parametrize(
    ("feed", "kind"),
    [("tickets", "tickets"), ("form_submissions", "forms"), ("list_members", "lists")],
)
def test_what_is_left_out_is_not_asked_for(stage: Stage, puller: Puller, feed: str, kind: str):
    assert records(puller(hubspot, feed, SECRETS, options={"leave_out": f"calls, {kind}"})) == []
    assert stage.asked == []


@pytest.mark.parametrize(
    ("left", "span", "pause"),
    [
        ("0", "10000", 10.0),
        ("0", "1000", 1.0),
        ("0", None, 10.0),
        ("1", "10000", 0),
        (None, None, 0),
    ],
)
def test_calls_that_other_apps_used_up_are_waited_for(
    stage: Stage, puller: Puller, passing: Time, left: str, span: str, pause: float
):
    told = {"Remaining": left, "Interval-Milliseconds": span}
    headers = {f"X-HubSpot-RateLimit-{name}": value for name, value in told.items() if value}
    stage.play(Said({"results": []}, headers=headers), {"results": []})
    puller(hubspot, "owners", SECRETS)
    assert sum(passing.slept) == pytest.approx(pause, abs=0.2)
