"""SurveyMonkey (v3), as its contract tells it.

- Bearer token; `page` and `per_page` (100 responses, 1,000 surveys at most), `links.next` goes on.
- Responses carry ids only, texts are in the survey's details, headings hold HTML.
- `start_modified_at` is inclusive and without offset; skipped questions are absent.
- Every reply tells how many calls are left of the minute and of the day.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.secrets import SECRETS
from sandbox.survey.sheets import BRANDS, REASONS, SATISFIED, Row, Tool
from sandbox.telling import UTC, encode, joined, moment, played
from sandbox.tokens import bearer

STATES = {"completed": "completed", "partial": "partial", "invalid": "disqualified"}
HOST = "https://www.surveymonkey.com"
# Where a survey was sent → the way it went, by number.
WAYS = {"wechat": ("1", "weblink"), "email": ("2", "email"), "link": ("3", "weblink")}


def refuse(status: int, code: str, name: str, message: str, headers: dict | None = None) -> Reply:
    body = {
        "docs": "https://developer.surveymonkey.com/api/v3/#error-codes",
        "message": message,
        "id": code,
        "name": name,
        "http_status_code": status,
    }
    return Reply(status, {"error": body}, {**left(), **(headers or {})})


def left(minute: int = 118, day: int = 480) -> dict[str, str]:
    """What is left of the minute's and the day's calls."""
    told = {"Minute": (120, minute, 12), "Day": (500, day, 40_000)}
    return {
        f"X-Ratelimit-App-Global-{span}-{word}": str(value)
        for span, values in told.items()
        for word, value in zip(("Limit", "Remaining", "Reset"), values, strict=True)
    }


def busy(**spent: int) -> Callable[[], Reply]:
    said = "Too many requests were made, try again later."
    return lambda: refuse(429, "1040", "Rate limit reached", said, left(**spent))


WORDS = {"busy_in_body": busy(minute=0), "daily_quota": busy(day=0)}


class SurveyMonkey:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.tool = Tool(world, "surveymonkey")

    def guarded(self, handler: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            if bearer(request) != SECRETS["SURVEYMONKEY_ACCESS_TOKEN"]:
                said = "The authorization token provided was invalid."
                return refuse(401, "1012", "Authorization Error", said)
            reply = played(request, WORDS) or handler(request)
            return Reply(reply.status, reply.body, {**left(), **reply.headers})

        return check

    def listed(self, request: Request) -> Reply:
        cards = [
            {
                "id": survey,
                "title": row["title"],
                "nickname": "",
                "href": f"{request.base}/v3/surveys/{survey}",
                "response_count": len(self.tool.sent(survey, request.today)),
                "date_created": naive(row["created_at"]),
                "date_modified": naive(row["updated_at"]),
                "language": "en",
                "question_count": 5,
            }
            for survey, row in self.tool.surveys.items()
        ]
        return paged(request, [encode(card) for card in cards], most=1000)

    def details(self, request: Request) -> Reply:
        survey = request.path.split("/")[3]
        if survey not in self.tool.surveys:
            return gone()
        row = self.tool.surveys[survey]
        asked = questions(survey)
        page = {"id": f"16883{survey[-3:]}", "title": "", "position": 1, "questions": asked}
        facts = {"id": survey, "title": f"<p>{row['title']}</p>", "language": "en"}
        dates = {
            "date_created": naive(row["created_at"]),
            "date_modified": naive(row["updated_at"]),
        }
        return Reply(200, {**facts, **dates, "question_count": len(asked), "pages": [page]})

    def collectors(self, request: Request) -> Reply:
        survey = request.path.split("/")[3]
        if survey not in self.tool.surveys:
            return gone()
        fields = {"id", "name", *request.params.get("include", "").split(",")}
        cards = [self.collector(survey, source, request) for source in WAYS]
        shown = [{name: card[name] for name in card if name in fields} for card in cards]
        return paged(request, [encode(card) for card in shown], most=1000)

    def one_collector(self, request: Request) -> Reply:
        number = request.path.split("/")[3]
        for survey in self.tool.surveys:
            for source in WAYS:
                if collector_id(survey, source) == number:
                    return Reply(200, self.collector(survey, source, request))
        return gone()

    def collector(self, survey: str, source: str, request: Request) -> Row:
        number = collector_id(survey, source)
        row = self.tool.surveys[survey]
        back = [one for one in self.tool.sent(survey, request.today) if one["source"] == source]
        return {
            "id": number,
            "name": f"{row['title']} ({source})",
            "type": WAYS[source][1],
            "status": "open",
            "response_count": len(back),
            "date_created": f"{naive(row['created_at'])}+00:00",
            "date_modified": f"{naive(row['updated_at'])}+00:00",
            "href": f"{request.base}/v3/collectors/{number}",
        }

    def bulk(self, request: Request) -> Reply:
        survey = request.path.split("/")[3]
        if survey not in self.tool.surveys:
            return gone()
        since = moment_of(request.params.get("start_modified_at"))
        if since is None:
            return refuse(400, "1030", "Bad Request", "start_modified_at is no date")

        def make() -> list[tuple[datetime, bytes]]:
            rows = self.tool.sent(survey, request.today)
            told = [(moment(row["submitted_at"]), encode(response_of(row))) for row in rows]
            return [(at, body) for at, body in told if at is not None]

        told = self.tool.prepared.get((survey, request.today), make)
        found = [body for at, body in told if at.replace(microsecond=0) >= since]
        if request.params.get("sort_order", "DESC") != "ASC":
            found = found[::-1]
        return paged(request, found, most=100)

    def routes(self) -> list[Route]:
        """Every call the contract names and we make."""
        told = Shape("data", link="links.next")
        return [
            Route("GET", "api", "/v3/surveys", self.guarded(self.listed), told),
            Route("GET", "api", "/v3/surveys/[^/]+/details", self.guarded(self.details)),
            Route("GET", "api", "/v3/surveys/[^/]+/responses/bulk", self.guarded(self.bulk), told),
            Route(
                "GET", "api", "/v3/surveys/[^/]+/collectors", self.guarded(self.collectors), told
            ),
            Route("GET", "api", r"/v3/collectors/\d+", self.guarded(self.one_collector)),
        ]


def routes(world: Any) -> list[Route]:
    return SurveyMonkey(world).routes()


def gone() -> Reply:
    return refuse(404, "1020", "Resource Not Found", "There was an error retrieving the resource.")


def paged(request: Request, found: Sequence[bytes], most: int) -> Reply:
    """One page of a list, and a link to the next while there is one."""
    page, size = request.params.get("page", "1"), request.params.get("per_page", "50")
    if not (page.isdigit() and size.isdigit() and int(page) and 0 < int(size) <= most):
        return refuse(400, "1026", "Bad Request", f"per_page is at most {most}")
    start = (int(page) - 1) * int(size)
    rest = {name: v for name, v in request.params.items() if name not in ("page", "per_page")}
    asked = "&".join(f"{name}={value}" for name, value in rest.items())

    def link(number: int) -> str:
        return f"{request.base}{request.path}?{asked}&page={number}&per_page={size}"

    links = {"self": link(int(page))}
    if start + int(size) < len(found):
        links["next"] = link(int(page) + 1)
    shown = joined(found[start : start + int(size)])
    rest_of = {"per_page": int(size), "page": int(page), "total": len(found), "links": links}
    return Reply(200, b'{"data":' + shown + b"," + encode(rest_of)[1:])


def collector_id(survey: str, source: str) -> str:
    return f"405437{survey[-3:]}{WAYS[source][0]}"


def naive(at: datetime | None) -> str:
    """Dates of surveys say no offset."""
    return f"{moment(at):%Y-%m-%dT%H:%M:%S}"


def moment_of(text: str | None) -> datetime | None:
    """A query date; without one, the beginning of time."""
    try:
        return datetime.fromisoformat(text or "2000-01-01T00:00:00").replace(tzinfo=UTC)
    except ValueError:
        return None


def ids(survey: str, question: int, option: int | None = None) -> str:
    """Ids as long as the platform's, one per question or per option of it."""
    tail = "" if option is None else f"{option:02d}"
    return f"{'66745' if option is None else '43851'}{survey[-3:]}{question}{tail}"


def questions(survey: str) -> list[Row]:
    """The form: a rating from 0 to 10, one choice, two lists, a free text."""

    def question(number: int, family: str, subtype: str, heading: str, **told: Any) -> Row:
        facts = {"id": ids(survey, number), "position": number, "visible": True}
        return {
            **facts,
            "family": family,
            "subtype": subtype,
            "headings": [{"heading": heading}],
        } | ({"answers": told} if told else {})

    def choices(number: int, texts: Sequence[str], *, weighed: bool = False) -> list[Row]:
        return [
            {"id": ids(survey, number, n), "text": text, "position": n + 1, "visible": True}
            | ({"weight": n} if weighed else {})
            for n, text in enumerate(texts)
        ]

    scale = choices(1, [str(n) for n in range(11)], weighed=True)
    row = [{"id": ids(survey, 1, 99), "text": "", "position": 1, "visible": True}]
    other = {"id": ids(survey, 4, 98), "text": "Other (please specify)", "position": 0}
    likely = "<p>How likely is it that you would <b>recommend</b>&nbsp;us to a friend?</p>"
    return [
        question(1, "matrix", "rating", likely, choices=scale, rows=row),
        question(
            *(2, "single_choice", "vertical", "How satisfied are you with your order?"),
            choices=choices(2, SATISFIED["en"]),
        ),
        question(
            *(3, "multiple_choice", "vertical", "Which of these brands have you heard of?"),
            choices=choices(3, BRANDS),
        ),
        question(
            *(4, "multiple_choice", "vertical", "Why did you buy from us?"),
            choices=choices(4, REASONS),
            other=other,
        ),
        question(5, "open_ended", "essay", "Anything else?"),
    ]


def response_of(row: Row) -> Row:
    """One response: ids and what was typed."""
    survey = row["survey_id"]
    number = f"12731{survey[-3:]}{row['number']:04d}"

    def chosen(question: int, words: Sequence[str], texts: Sequence[str]) -> list[Row]:
        return [{"choice_id": ids(survey, question, texts.index(word))} for word in words]

    rating = {
        "choice_id": ids(survey, 1, row["nps"]),
        "row_id": ids(survey, 1, 99),
        "choice_metadata": {"weight": str(row["nps"])},
    }
    told = [
        (1, [rating]),
        (2, [{"choice_id": ids(survey, 2, row["csat"] - 1)}]),
        (3, chosen(3, row["aware"] or [], BRANDS)),
        (4, chosen(4, row["reasons"] or [], REASONS)),
        (5, [{"text": row["comment"]}] if row["comment"] else []),
    ]
    if row["reasons"] and len(row["reasons"]) == len(REASONS):
        told[3][1].append({"other_id": ids(survey, 4, 98), "text": "friend"})
    at = moment(row["submitted_at"])
    answered = [{"id": ids(survey, n), "answers": answers} for n, answers in told if answers]
    # Only links that go out by hand carry where they went; of others the collector tells it.
    variables = {"src": row["source"]} if row["source"] == "wechat" else {}
    if row["member_no"]:
        variables["member_id"] = row["member_no"]
    return {
        "id": number,
        "recipient_id": "0",
        "collection_mode": "preview" if row["state"] == "test" else "default",
        "response_status": STATES.get(row["state"], "completed"),
        "custom_value": "",
        "first_name": "",
        "last_name": "",
        "email_address": "",
        "ip_address": row["ip"],
        "logic_path": {},
        "metadata": {"contact": {}},
        "page_path": [],
        "collector_id": collector_id(survey, row["source"]),
        "survey_id": survey,
        "custom_variables": variables,
        "edit_url": f"{HOST}/r/?sm={number}",
        "analyze_url": f"{HOST}/analyze/browse/{number}",
        "total_time": row["seconds"],
        "date_modified": f"{at:%Y-%m-%dT%H:%M:%S}+00:00",
        "date_created": f"{moment(row['started_at']):%Y-%m-%dT%H:%M:%S}+00:00",
        "href": f"https://api.surveymonkey.com/v3/surveys/{survey}/responses/{number}",
        "pages": [{"id": f"16883{survey[-3:]}", "questions": answered}],
    }
