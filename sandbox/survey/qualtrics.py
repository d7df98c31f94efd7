"""Qualtrics (v3), as its contract tells it.

- Token in `X-API-TOKEN`; lists go on by `nextPage`; every reply has a `meta`.
- Responses by export jobs: `percentComplete` reaches 100 before `status` is complete, and only then
  there is a `fileId`; the file is a zip whose one name is the survey's.
- `startDate` is inclusive, `endDate` exclusive, both on the recorded date.
- `displayedFields` tells what was shown; what was left empty has no value.
"""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.secrets import SECRETS
from sandbox.survey.sheets import BRANDS, REASONS, SATISFIED, Row, Tool
from sandbox.telling import encode, instant, joined, moment, played, zulu

PAGE = 100
STATUS = {"completed": 0, "partial": 0, "test": 2, "invalid": 8}
FIELDS = ["QID1", "QID2", "QID3", "QID4", "QID5_TEXT"]


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
        self.jobs: dict[str, dict[str, Any]] = {}
        self.lock = Lock()

    def guarded(self, handler: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            if request.headers.get("X-API-TOKEN") != SECRETS["QUALTRICS_API_TOKEN"]:
                return refuse(401, "Unauthorized", "AUTH_6", "Unrecognized X-API-TOKEN.")
            return played(request, WORDS) or handler(request)

        return check

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
        row = self.tool.surveys[survey]
        rows = self.tool.sent(survey, request.today)
        back = [one for one in rows if one["source"] == "email" and one["state"] != "partial"]
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
            "stats": {**numbers, "finished": len(back), **rest},
        }
        return told({"elements": [card], "nextPage": None})

    def routes(self) -> list[Route]:
        """Every call the contract names and we make."""
        base = "/API/v3/surveys"
        job = f"{base}/[^/]+/export-responses"
        lists = Shape("result.elements", link="result.nextPage")
        return [
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


def recorded(row: Row) -> datetime:
    """A response is recorded a second after it was sent."""
    at = moment(row["submitted_at"])
    assert at is not None
    return at + timedelta(seconds=1)


def within(at: datetime, since: datetime | None, until: datetime | None) -> bool:
    return (since is None or at >= since) and (until is None or at < until)


def questions() -> dict[str, Row]:
    """The form by question id; a question without choices has an empty list there."""

    def asked(text: str, kind: str, selector: str, options: list[str] | None = None) -> Row:
        choices: Any = {str(n): {"Display": text} for n, text in enumerate(options or [], 1)}
        facts = {"QuestionText": text, "QuestionType": kind, "Selector": selector}
        return {**facts, "DataExportTag": selector, "Choices": choices or [], "Validation": {}}

    likely = "您有多大<strong>可能</strong>向朋友推荐我们？ How likely are you to recommend us?"
    return {
        "QID1": asked(likely, "MC", "NPS"),
        "QID2": asked("How satisfied are you?", "MC", "SAVR", SATISFIED["en"]),
        "QID3": asked("Which brands have you heard of?", "MC", "MAVR", BRANDS),
        "QID4": asked("Why did you choose us?", "MC", "MAVR", REASONS),
        "QID5": asked("Anything else?", "TE", "ML"),
    }


def response_of(row: Row) -> Row:
    """One response: values and labels by field, and which fields were shown."""
    nps, is_open = row["nps"], row["state"] == "partial"
    number = f"R_{row['survey_id'][3:9]}{row['number']:09d}"
    values: Row = {
        "startDate": zulu(row["started_at"]),
        "endDate": zulu(row["submitted_at"]),
        "status": STATUS[row["state"]],
        "ipAddress": row["ip"],
        "progress": 40 if is_open else 100,
        "duration": row["seconds"],
        "finished": 0 if is_open else 1,
        "recordedDate": zulu(recorded(row), digits=3),
        "_recordId": number,
        "locationLatitude": "48.1",
        "locationLongitude": "11.5",
        "distributionChannel": "anonymous",
        "userLanguage": "EN",
        "utm_source": row["source"],
        "weight": str(row["weight"]),
        "QID1": nps,
        "QID1_NPS_GROUP": 3 if nps >= 9 else 2 if nps >= 7 else 1,
        "QID2": row["csat"],
    }
    group = {1: "Detractor", 2: "Passive", 3: "Promoter"}[values["QID1_NPS_GROUP"]]
    satisfied = SATISFIED["en"][row["csat"] - 1]
    labels: Row = {"QID1": str(nps), "QID1_NPS_GROUP": group, "QID2": satisfied}
    for field, words, texts in (("QID3", row["aware"], BRANDS), ("QID4", row["reasons"], REASONS)):
        if words:
            values[field] = [str(texts.index(word) + 1) for word in words]
            labels[field] = list(words)
    if row["comment"]:
        values["QID5_TEXT"] = row["comment"]
    if row["member_no"]:
        values["member_id"] = row["member_no"]
    if is_open:
        del values["recordedDate"], values["endDate"]
    shown = FIELDS[:2] if is_open else FIELDS
    offered = {"QID3": [str(n) for n in range(1, len(BRANDS) + 1)]}
    facts = {"responseId": number, "values": values, "labels": labels}
    return {**facts, "displayedFields": shown, "displayedValues": offered}
