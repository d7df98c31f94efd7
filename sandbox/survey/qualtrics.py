"""Qualtrics (v3), as its contract tells it.

- Token in `X-API-TOKEN`, or the bearer token of an OAuth client, an hour long.
- Lists go on by `nextPage`; every reply has a `meta`.
- Responses by export jobs: `percentComplete` reaches 100 before `status` is complete, and only then
  there is a `fileId`; the file is a zip whose one name is the survey's.
- `startDate` is inclusive, `endDate` exclusive, both on the recorded date.
- `displayedFields` tells what was shown; what was left empty has no value.
"""

import base64
import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import Any

from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.secrets import SECRETS
from sandbox.survey.qualtrics_sheets import questions, recorded, response_of
from sandbox.survey.sheets import Row, Tool
from sandbox.telling import encode, instant, joined, played, zulu
from sandbox.tokens import AccessTokens, bearer, form

PAGE = 100


def told(result: Any, status: int = 200, words: str = "OK") -> Reply:
    meta = {
        "requestId": "8c4d2f6e-0000-4000-8000-000000000001",
        "httpStatus": f"{status} - {words}",
    }
    return Reply(status, {"result": result, "meta": meta})


def refuse(status: int, words: str, code: str, message: str) -> Reply:
    error = {"errorCode": code, "errorMessage": message}
    meta = {"requestId": "8c4d2f6e-0000-4000-8000-000000000002", "error": error}
    return Reply(status, {"meta": {**meta, "httpStatus": f"{status} - {words}"}})


WORDS = {"busy_in_body": lambda: refuse(429, "Too Many Requests", "RTL_2", "Rate limit exceeded")}


class Qualtrics:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.tool = Tool(world, "qualtrics")
        self.emails = dict(world.people.select("member_no", "email").drop_nulls().rows())
        self.tokens = AccessTokens("sandbox-qualtrics-oauth-")
        self.jobs: dict[str, dict[str, Any]] = {}
        self.lock = Lock()

    def guarded(self, handler: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            is_ours = request.headers.get("X-API-TOKEN") == SECRETS["QUALTRICS_API_TOKEN"]
            if not is_ours and bearer(request) not in self.tokens.live:
                return refuse(401, "Unauthorized", "AUTH_6", "Unrecognized X-API-TOKEN.")
            return played(request, WORDS) or handler(request)

        return check

    def token(self, request: Request) -> Reply:
        """The client credentials grant: who asks stands in the header, for what in the form."""
        client = ":".join(SECRETS[f"QUALTRICS_CLIENT_{name}"] for name in ("ID", "SECRET"))
        basic = f"Basic {base64.b64encode(client.encode()).decode()}"
        asked = form(request)
        if request.headers.get("Authorization") != basic:
            return Reply(401, {"error": "invalid_client"})
        if asked.get("grant_type") != "client_credentials" or not asked.get("scope"):
            return Reply(400, {"error": "invalid_request"})
        told = {"access_token": self.tokens.issue(), "token_type": "Bearer", "expires_in": 3599}
        return Reply(200, told | {"scope": asked["scope"]})

    def surveys(self, request: Request) -> Reply:
        start = int(request.params.get("offset") or 0)
        cards = [
            {
                "id": survey,
                "name": row["title"],
                "ownerId": "UR_0aBcDeF",
                "lastModified": zulu(row["updated_at"]),
                "creationDate": zulu(row["created_at"]),
                "isActive": True,
            }
            for survey, row in self.tool.surveys.items()
        ]
        following = f"{request.base}{request.path}?offset={start + PAGE}"
        has_more = start + PAGE < len(cards)
        shown = cards[start : start + PAGE]
        return told({"elements": shown, "nextPage": following if has_more else None})

    def definition(self, request: Request) -> Reply:
        survey = request.path.rsplit("/", 1)[1]
        if survey not in self.tool.surveys:
            return gone()
        title = self.tool.surveys[survey]["title"]
        return told({"SurveyID": survey, "SurveyName": title, "Questions": questions()})

    def start(self, request: Request) -> Reply:
        survey, asked = request.path.split("/")[4], request.json()
        if survey not in self.tool.surveys:
            return gone()
        if not isinstance(asked, dict) or asked.get("format") != "json":
            return refuse(400, "Bad Request", "RP_0.1", "Unknown format")
        if "lastResponseId" in asked:
            return refuse(400, "Bad Request", "RP_0.2", "Unexpected json key: lastResponseId")
        open_ended = bool(asked.get("exportResponsesInProgress"))
        since, until = instant(asked.get("startDate")), instant(asked.get("endDate"))
        with self.lock:
            number = f"ES_{len(self.jobs) + 1:012d}"
            self.jobs[number] = {
                "survey": survey,
                "asked": 0,
                "fails": "failed_job" in request.faults,
                "content": self.written(survey, request, since, until, open_ended, asked),
            }
        return told({"progressId": number, "percentComplete": 0.0, "status": "inProgress"})

    def progress(self, request: Request) -> Reply:
        job = self.jobs.get(request.path.rsplit("/", 1)[1])
        if job is None:
            return gone()
        job["asked"] += 1
        if job["fails"]:
            error = {"errorCode": "ESRV_EXP", "errorMessage": "The export failed."}
            meta = {"requestId": "8c4d", "httpStatus": "500 - Internal", "error": error}
            return Reply(
                200, {"result": {"percentComplete": 0.0, "status": "failed"}, "meta": meta}
            )
        if job["asked"] == 1:
            return told({"fileId": None, "percentComplete": 100.0, "status": "inProgress"})
        file = request.path.rsplit("/", 1)[1].replace("ES_", "1dc4c492-") + "-def"
        return told({"fileId": file, "percentComplete": 100.0, "status": "complete"})

    def file(self, request: Request) -> Reply:
        name = request.path.split("/")[6].replace("1dc4c492-", "ES_").removesuffix("-def")
        job = self.jobs.get(name)
        if job is None or job["asked"] < 2:
            return gone()
        return Reply(200, job["content"], {"Content-Type": "application/zip"})

    def written(
        self,
        survey: str,
        request: Request,
        since: datetime | None,
        until: datetime | None,
        in_progress: bool,
        asked: Row,
    ) -> bytes:
        """The archive of an export; one that asks for certain fields has only these."""
        rows = self.tool.sent(survey, request.today)
        kept = [row for row in rows if (row["state"] == "partial") == in_progress]
        if not in_progress:
            kept = [row for row in kept if within(recorded(row), since, until)]
        told = [only(response_of(row), asked.get("surveyMetadataIds")) for row in kept]
        body = b'{"responses":' + joined(map(encode, told)) + b"}"
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr(f"{self.tool.surveys[survey]['title']}.json", body)
        return archive.getvalue()

    def distributions(self, request: Request) -> Reply:
        """A mailing of each survey: three in four open it, those who came by mail finish."""
        survey = request.params.get("surveyId")
        if survey not in self.tool.surveys:
            return refuse(400, "Bad Request", "QVAL_2", "surveyId is required")
        row, back = self.tool.surveys[survey], self.mailed(survey, request)
        numbers = {"sent": 4 * len(back), "opened": 3 * len(back), "started": len(back)}
        rest = {"failed": 0, "bounced": 1, "skipped": 0, "complaints": 0, "blocked": 0}
        card = {
            "id": f"EMD_{survey[3:]}",
            "requestType": "Invite",
            "requestStatus": "Done",
            "sendDate": zulu(row["created_at"]),
            "createdDate": zulu(row["created_at"]),
            "modifiedDate": zulu(row["updated_at"]),
            "surveyLink": {"surveyId": survey, "linkType": "Individual"},
            "recipients": {"mailingListId": f"CG_{survey[3:]}", "contactId": None},
            "stats": {**numbers, "finished": len(back), **rest},
        }
        return told({"elements": [card], "nextPage": None})

    def mailed(self, survey: str, request: Request) -> list[Row]:
        """The sheets of those who came by mail and finished."""
        rows = self.tool.sent(survey, request.today)
        return [one for one in rows if one["source"] == "email" and one["state"] != "partial"]

    def mailing_lists(self, request: Request) -> Reply:
        cards = [
            {"id": f"CG_{survey[3:]}", "name": f"Buyers: {row['title']}", "libraryId": "GR_1"}
            for survey, row in self.tool.surveys.items()
        ]
        return told({"elements": cards, "nextPage": None})

    def contacts(self, request: Request) -> Reply:
        """Whom the mailing went to, a hundred a page; every seventh does not want any more."""
        survey = f"SV_{request.path.split('/')[4][3:]}"
        if survey not in self.tool.surveys:
            return gone()
        back = [row["member_no"] for row in self.mailed(survey, request)]
        numbers = range(4 * len(back))
        start = int(request.params.get("offset") or 0)
        shown = [self.contact(survey, n, back) for n in numbers[start : start + PAGE]]
        following = f"{request.base}{request.path}?offset={start + PAGE}"
        has_more = start + PAGE < len(numbers)
        return told({"elements": shown, "nextPage": following if has_more else None})

    def contact(self, survey: str, number: int, back: list[str | None]) -> Row:
        """One person on a list; the first are those who answered."""
        member = back[number] if number < len(back) else None
        return {
            "id": f"MLRP_{survey[3:9]}{number:06d}",
            "firstName": "Gast",
            "lastName": f"{number}",
            "email": self.emails.get(member, f"{survey.lower()}.{number}@mail.example"),
            "externalDataReference": member,
            "embeddedData": {},
            "language": "EN",
            "unsubscribed": number % 7 == 6,
            "responseHistory": [],
            "emailHistory": [],
        }

    def routes(self) -> list[Route]:
        """Every call the contract names and we make."""
        base = "/API/v3/surveys"
        job = f"{base}/[^/]+/export-responses"
        lists = Shape("result.elements", link="result.nextPage")
        mailing = "/API/v3/mailinglists"
        people = f"{mailing}/[^/]+/contacts"
        return [
            Route("POST", "api", "/oauth2/token", self.token),
            Route("GET", "api", mailing, self.guarded(self.mailing_lists), lists),
            Route("GET", "api", people, self.guarded(self.contacts), lists),
            Route("GET", "api", base, self.guarded(self.surveys), lists),
            Route("GET", "api", "/API/v3/survey-definitions/[^/]+", self.guarded(self.definition)),
            Route("GET", "api", "/API/v3/distributions", self.guarded(self.distributions), lists),
            Route("POST", "api", job, self.guarded(self.start)),
            Route("GET", "api", f"{job}/[^/]+", self.guarded(self.progress)),
            Route("GET", "api", f"{job}/[^/]+/file", self.guarded(self.file)),
        ]


def routes(world: Any) -> list[Route]:
    return Qualtrics(world).routes()


def gone() -> Reply:
    return refuse(404, "Not Found", "QVAL_1", "The requested resource does not exist.")


def only(response: Row, fields: list[str] | None) -> Row:
    """A response with certain fields; without a list of them, with all."""
    if fields is None:
        return response
    values = {name: response["values"][name] for name in fields if name in response["values"]}
    return {"responseId": response["responseId"], "values": values, "displayedFields": []}


def within(at: datetime, since: datetime | None, until: datetime | None) -> bool:
    return (since is None or at >= since) and (until is None or at < until)
