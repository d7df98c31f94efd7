"""腾讯问卷 (open.wj.qq.com), as its contract tells it.

- `appid` and `access_token` in every query; a new token ends the one before it.
- The verdict is `code` and `error.type`; every reply has a `request_id`.
- Answers by `last_answer_id`, at most 100 a page, until the list is empty; Chinese clock times.
- Texts of options come along; a matrix has groups of options; what is not chosen says checked 0.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.secrets import SECRETS
from sandbox.survey.sheets import BRANDS, REASONS, SATISFIED, Row, Tool
from sandbox.telling import encode, joined, moment, played
from sandbox.tokens import AccessTokens

REQUEST = "6cda53f4-d0fa-41a9-95a0-77ea32c97f1e"
ASPECTS = ["外观", "做工"]


def told(data: Any) -> Reply:
    return Reply(200, {"code": "OK", "error": {"type": ""}, "data": data, "request_id": REQUEST})


def refuse(kind: str, message: str, status: int = 200) -> Reply:
    error = {"type": kind, "message": message}
    return Reply(status, {"code": "Error", "error": error, "request_id": REQUEST})


WORDS = {"busy_in_body": lambda: refuse("request_rate_limited", "too many requests")}


class TencentSurvey:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.tool = Tool(world, "tencent_survey")
        self.tokens = AccessTokens("ACCESS-")

    def token(self, request: Request) -> Reply:
        asked = request.params
        for name in ("appid", "secret"):
            if asked.get(name) != SECRETS[f"TENCENT_SURVEY_{name.upper()}"]:
                return refuse("permission_denied", "invalid appid or secret", 403)
        self.tokens.expire()
        return told({"access_token": self.tokens.issue(), "expires_in": 7200})

    def guarded(self, handler: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            if request.params.get("access_token") not in self.tokens.live:
                return refuse("invalid_access_token", "access token invalid or expired", 401)
            if request.params.get("appid") != SECRETS["TENCENT_SURVEY_APPID"]:
                return refuse("invalid_argument", "appid is missing", 400)
            return played(request, WORDS) or handler(request)

        return check

    def surveys(self, request: Request) -> Reply:
        mine = [
            {"id": int(survey), "title": row["title"], "status": "running"}
            for survey, row in self.tool.surveys.items()
            if row["account_id"] == request.params.get("user_id")
        ]
        if not mine:
            return refuse("user_not_found", "no such user", 404)
        page, size = (int(request.params.get(n, d)) for n, d in (("page", 1), ("per_page", 20)))
        return told({"total": len(mine), "list": mine[(page - 1) * size : page * size]})

    def legacy(self, request: Request) -> Reply:
        survey = request.path.split("/")[3]
        if survey not in self.tool.surveys:
            return refuse("survey_not_found", "no such survey", 404)
        title = self.tool.surveys[survey]["title"]
        pages = [{"id": "p-1-AbCd", "questions": questions()}]
        return told({"id": int(survey), "title": title, "pages": pages})

    def answers(self, request: Request) -> Reply:
        survey, size = request.path.split("/")[3], request.params.get("per_page", "20")
        if survey not in self.tool.surveys:
            return refuse("survey_not_found", "no such survey", 404)
        after = request.params.get("last_answer_id", "0")
        if not (size.isdigit() and after.isdigit() and 0 < int(size) <= 100):
            return refuse("invalid_argument", "per_page is 1 to 100", 400)

        def make() -> list[tuple[int, bytes]]:
            rows = self.tool.sent(survey, request.today)
            return [(row["number"], encode(sheet_of(row))) for row in rows]

        sheets = self.tool.prepared.get((survey, request.today), make)
        found = [each for each in sheets if each[0] > int(after)][: int(size)]
        last = found[-1][0] if found else int(after)
        head = encode({"code": "OK", "error": {"type": ""}, "request_id": REQUEST})[:-1]
        counts = encode({"total": len(sheets), "last_answer_id": last})[:-1]
        shown = joined(body for _, body in found)
        return Reply(200, head + b',"data":' + counts + b',"list":' + shown + b"}}")

    def routes(self) -> list[Route]:
        """Every call the contract names and we make."""
        lists = Shape("data.list")
        return [
            Route("GET", "api", "/api/oauth2/access_token", self.token),
            Route("GET", "api", "/api/surveys", self.guarded(self.surveys), lists),
            Route("GET", "api", "/api/surveys/[^/]+/legacy", self.guarded(self.legacy)),
            Route("GET", "api", "/api/surveys/[^/]+/answers", self.guarded(self.answers), lists),
        ]


def routes(world: Any) -> list[Route]:
    return TencentSurvey(world).routes()


def options(question: int, texts: Sequence[str], chosen: Sequence[str] | None = None) -> list[Row]:
    """Options of a question; with `chosen`, as an answer shows them."""
    return [
        {"id": f"o-{question}{n:02d}-AAAA", "text": text}
        | ({} if chosen is None else {"checked": int(text in chosen)})
        for n, text in enumerate(texts)
    ]


def groups(chosen: str | None = None) -> list[Row]:
    """The rows of the matrix."""
    verdicts = ["满意", "不满意"]
    return [
        {"id": f"g-{n}", "text": aspect, "options": options(5, verdicts, chosen and [chosen])}
        for n, aspect in enumerate(ASPECTS, 1)
    ]


def questions() -> list[Row]:
    """The form."""

    def asked(number: int, kind: str, sub_type: str, title: str, **told: Any) -> Row:
        facts = {"id": f"q-{number}-9XyZ", "type": kind, "sub_type": sub_type}
        return {**facts, "title": title, "required": number < 3, **told}

    return [
        asked(1, "star", "nps", "<p>您有多大可能将我们推荐给朋友？</p>"),
        asked(2, "radio", "", "您对本次购物的满意度", options=options(2, SATISFIED["zh"])),
        asked(3, "checkbox", "", "以下品牌您听说过哪些？", options=options(3, BRANDS)),
        asked(4, "checkbox", "", "您为什么选择我们？", options=options(4, REASONS)),
        asked(5, "matrix_radio", "", "请评价以下方面", groups=groups()),
        asked(6, "textarea", "", "其他建议"),
    ]


def sheet_of(row: Row) -> Row:
    """One answer sheet; what was shown and left empty is there without a choice."""
    told = [
        {"id": "q-1-9XyZ", "type": "star", "sub_type": "nps", "text": str(row["nps"])},
        {
            "id": "q-2-9XyZ",
            "type": "radio",
            "options": options(2, SATISFIED["zh"], [SATISFIED["zh"][row["csat"] - 1]]),
        },
    ]
    if row["state"] != "partial":
        liked = "满意" if row["csat"] >= 4 else "不满意"
        told += [
            {"id": "q-3-9XyZ", "type": "checkbox", "options": options(3, BRANDS, row["aware"])},
            {"id": "q-4-9XyZ", "type": "checkbox", "options": options(4, REASONS, row["reasons"])},
            {"id": "q-5-9XyZ", "type": "matrix_radio", "groups": groups(liked)},
            {"id": "q-6-9XyZ", "type": "textarea", "text": row["comment"] or ""},
        ]
    return {
        "answer_id": row["number"],
        "qq": 0,
        "openid": "",
        "started_at": f"{moment(row['started_at'], 'Asia/Shanghai'):%Y-%m-%d %H:%M:%S}",
        "ended_at": f"{moment(row['submitted_at'], 'Asia/Shanghai'):%Y-%m-%d %H:%M:%S}",
        "score": None,
        "third_party_user": row["member_no"],
        "wechat_work_user": None,
        "answer": [{"id": "p-1-AbCd", "questions": told}],
    }
