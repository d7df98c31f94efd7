"""Salesforce: REST query and Bulk API 2.0, as its contract tells them.

- The token comes from the login host, or from the org's own, and names the instance all other
  calls go to; it says no lifetime. Errors are an array, at the token endpoint an object.
- REST: at most 2,000 rows a page, fewer when rows are wide: only `done` decides. `queryAll` has
  the deleted ones too. Times end in `+0000`, in Bulk files in `000Z`.
- Bulk: a job is made, polled, and read by an opaque locator; the text `null` is the end. Some
  objects are refused there, and compound fields always.
"""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sandbox.crm import salesforce_login
from sandbox.crm.salesforce_objects import OBJECTS, Objects, Refused
from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.story.sales import salesforce_id
from sandbox.telling import cursor, moment, played, position
from sandbox.tokens import AccessTokens, bearer

DATA = r"/services/data/v6\d\.0"
PAGE, WIDE_PAGE, MANY_FIELDS = 2_000, 60, 15
NO_BULK = {"OpportunityStage", "OpportunityHistory", "RecordType"}
RELEASES = {"Winter '25": "62.0", "Spring '24": "60.0", "Summer '24": "61.0", "Summer '26": "67.0"}
DAILY = 100_000
Row = dict[str, Any]


def refuse(status: int, code: str, message: str) -> Reply:
    return Reply(status, [{"message": message, "errorCode": code}])


WORDS = {
    "busy_in_body": lambda: refuse(503, "SERVER_UNAVAILABLE", "server too busy"),
    "daily_quota": lambda: refuse(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
    "too_large": lambda: refuse(
        400, "QUERY_TIMEOUT", "Your query request was running for too long."
    ),
}


class Salesforce:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.told = Objects(world)
        self.tokens = AccessTokens("00D5g000004XyZa!")
        self.used = 17
        self.cursors: dict[str, tuple[str, list[str], list[Row], int]] = {}
        self.jobs: dict[str, Row] = {}

    def token(self, request: Request) -> Reply:
        at_my_domain = request.base.endswith("/instance")
        if no := salesforce_login.refusal(request, at_my_domain):
            return no
        body = {"access_token": self.tokens.issue(), "token_type": "Bearer", "scope": "api"}
        body |= {"instance_url": request.base.rpartition("/")[0] + "/instance"}
        return Reply(200, body | {"issued_at": "1763510400123", "signature": "c2lnbmF0dXJl"})

    def guarded(self, handler: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            if bearer(request) not in self.tokens.live:
                return refuse(401, "INVALID_SESSION_ID", "Session expired or invalid")
            if harm := played(request, WORDS):
                return harm
            self.used += 1
            try:
                reply = handler(request)
            except Refused as no:
                return refuse(400, no.code, str(no))
            reply.headers["Sforce-Limit-Info"] = f"api-usage={self.used}/{DAILY}"
            return reply

        return check

    def describe(self, request: Request) -> Reply:
        kind = request.path.split("/")[-2]
        if kind not in OBJECTS:
            return refuse(404, "NOT_FOUND", "The requested resource does not exist")
        fields = [{"name": name, "type": of} for name, of in OBJECTS[kind].items()]
        return Reply(200, {"name": kind, "queryable": True, "fields": fields})

    def versions(self, request: Request) -> Reply:
        at = "/services/data/v"
        told = [
            {"label": label, "url": f"{at}{version}", "version": version}
            for label, version in RELEASES.items()
        ]
        return Reply(200, told)

    def limits(self, request: Request) -> Reply:
        left = {"Max": DAILY, "Remaining": DAILY - self.used}
        return Reply(
            200,
            {"DailyApiRequests": left, "DailyBulkV2QueryJobs": {"Max": 10_000, "Remaining": 9_990}},
        )

    def query(self, request: Request) -> Reply:
        everything = request.path.endswith("queryAll")
        kind, names, rows = self.told.found(request.params.get("q", ""), request.today, everything)
        if not names:
            return Reply(200, {"totalSize": len(rows), "done": True, "records": []})
        identity = salesforce_id("01g", len(self.cursors))
        size = WIDE_PAGE if len(names) > MANY_FIELDS else PAGE
        self.cursors[identity] = (kind, names, rows, size)
        return self.page(request, identity, 0)

    def more(self, request: Request) -> Reply:
        identity, _, place = request.path.rpartition("/")[2].partition("-")
        if identity not in self.cursors or not place.isdigit():
            return refuse(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
        return self.page(request, identity, int(place))

    def page(self, request: Request, identity: str, start: int) -> Reply:
        kind, names, rows, size = self.cursors[identity]
        version = request.path.split("/")[3]
        end = start + size
        body: Row = {"totalSize": len(rows), "done": end >= len(rows)}
        if end < len(rows):
            body["nextRecordsUrl"] = f"/services/data/{version}/query/{identity}-{end}"
        told = f"/services/data/{version}/sobjects/{kind}"
        body["records"] = [
            {"attributes": {"type": kind, "url": f"{told}/{row['Id']}"}}
            | {name: rest(row[name]) for name in names}
            for row in rows[start:end]
        ]
        return Reply(200, body)

    def create(self, request: Request) -> Reply:
        asked = request.json() or {}
        everything = asked.get("operation") == "queryAll"
        kind, names, rows = self.told.found(asked.get("query", ""), request.today, everything)
        if kind in NO_BULK:
            return refuse(400, "INVALIDENTITY", f"{kind} is not supported by the Bulk API")
        compound = [name for name in names if OBJECTS[kind][name] in ("address", "location")]
        if compound:
            return refuse(400, "FUNCTIONALITY_NOT_ENABLED", f"{compound[0]}: compound data")
        if not names:
            return refuse(400, "API_ERROR", "Aggregate Relationships not supported in Bulk Query")
        identity = salesforce_id("750", len(self.jobs))
        state = "Failed" if "failed_job" in request.faults else "UploadComplete"
        job = {"id": identity, "operation": asked["operation"], "object": kind, "state": state}
        job |= {"apiVersion": float(request.path.split("/")[3][1:]), "lineEnding": "LF"}
        self.jobs[identity] = {"job": job, "names": names, "rows": rows, "polls": 0}
        return Reply(200, job)

    def job(self, request: Request) -> Reply:
        made = self.jobs.get(request.path.rpartition("/")[2])
        if made is None:
            return refuse(404, "NOT_FOUND", "The requested resource does not exist")
        made["polls"] += 1
        job = made["job"]
        if job["state"] == "Failed":
            return Reply(200, job | {"errorMessage": "InternalServerError : too many retries"})
        job["state"] = "JobComplete" if made["polls"] > 1 else "InProgress"
        done = len(made["rows"]) if job["state"] == "JobComplete" else 0
        return Reply(200, job | {"numberRecordsProcessed": done, "retries": 0})

    def results(self, request: Request) -> Reply:
        made = self.jobs.get(request.path.split("/")[-2])
        if made is None:
            return refuse(404, "NOT_FOUND", "The requested resource does not exist")
        if made["job"]["state"] != "JobComplete":
            return Reply(204)
        start = position(request.params.get("locator"))
        most = int(request.params.get("maxRecords") or 50_000)
        if start is None or most < 1:
            return refuse(400, "INVALID_QUERY_LOCATOR", "invalid locator")
        rows = made["rows"][start : start + most]
        text = io.StringIO()
        writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(made["names"])
        writer.writerows([bulk(row[name]) for name in made["names"]] for row in rows)
        end = start + most
        headers = {"Content-Type": "text/csv; charset=UTF-8"}
        headers["Sforce-NumberOfRecords"] = str(len(rows))
        headers["Sforce-Locator"] = cursor(end) if end < len(made["rows"]) else "null"
        return Reply(200, text.getvalue().encode(), headers)

    def abort(self, request: Request) -> Reply:
        made = self.jobs[request.path.rpartition("/")[2]]
        made["job"]["state"] = "Aborted"
        return Reply(200, made["job"])

    def routes(self) -> list[Route]:
        """Every call the contract names."""
        page = Shape("records")

        def at(method: str, path: str, handler: Callable[[Request], Reply], shape=None) -> Route:
            return Route(method, "instance", DATA + path, self.guarded(handler), shape)

        return [
            Route("POST", "login", "/services/oauth2/token", self.token),
            Route("POST", "instance", "/services/oauth2/token", self.token),
            Route("GET", "instance", "/services/data", self.guarded(self.versions)),
            at("GET", r"/sobjects/\w+/describe", self.describe),
            at("GET", "/limits", self.limits),
            at("GET", "/query(?:All)?", self.query, page),
            at("GET", r"/query/[\w-]+", self.more, page),
            at("POST", "/jobs/query", self.create),
            at("GET", r"/jobs/query/\w+", self.job),
            at("PATCH", r"/jobs/query/\w+", self.abort),
            at("GET", r"/jobs/query/\w+/results", self.results),
        ]


def routes(world: Any) -> list[Route]:
    return Salesforce(world).routes()


def rest(value: Any) -> Any:
    """A value as REST writes it."""
    if isinstance(value, datetime):
        return written(value) + "+0000"
    return value.isoformat() if isinstance(value, date) else value


def bulk(value: Any) -> str:
    """A value as a Bulk file writes it; nothing is an empty text."""
    if isinstance(value, datetime):
        return written(value) + "Z"
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def written(value: datetime) -> str:
    at = moment(value)
    assert at is not None
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}"
