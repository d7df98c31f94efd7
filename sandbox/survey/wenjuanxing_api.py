"""问卷星's open interface, as its contract tells it.

- One address; `action` in the query and in the body; the body is signed and holds for 30 seconds.
- Always HTTP 200: `result` true, or false with words.
- Page sizes over 300 (surveys) and 50 (sheets) silently become 10; the reply echoes what it used.
- Surveys and answers are objects keyed by number; choices are the numbers of their items.
"""

import hashlib
import json
import time
from collections.abc import Callable
from typing import Any

from sandbox.dialogue import Reply, Request, Route
from sandbox.secrets import SECRETS
from sandbox.survey.sheets import BRANDS, REASONS, SATISFIED, Row, Tool
from sandbox.telling import instant, moment, played

ADDRESS = "/openapi/default.aspx"
SOURCES = {"wechat": "微信", "email": "邮件", "link": "链接"}


def told(data: Any) -> Reply:
    return Reply(200, {"result": True, "data": data})


def refuse(words: str) -> Reply:
    return Reply(200, {"result": False, "errormsg": words})


WORDS = {
    "expired_token": lambda: refuse("签名错误"),
    "busy_in_body": lambda: refuse("调用频率超过限制，请稍后再试"),
}


def signed(asked: Row, appkey: str) -> str:
    """The values of all parameters in the order of their names, and the key, hashed."""
    text = ""
    for name in sorted(asked):
        value = asked[name]
        if name != "sign" and value is not None and value != "":
            text += value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return hashlib.new(asked.get("encode") or "sha1", (text + appkey).encode()).hexdigest()


class WenjuanxingApi:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.tool = Tool(world, "wenjuanxing_api")

    def answer(self, request: Request) -> Reply:
        asked, actions = request.json(), self.actions()
        if not isinstance(asked, dict) or str(asked.get("action")) not in actions:
            return refuse("action不存在")
        shown = request.params
        if shown.get("action") != str(asked["action"]) or not shown.get("traceid"):
            return refuse("参数错误")
        is_ours = asked.get("appid") == SECRETS["WENJUANXING_API_APPID"]
        if not is_ours or asked.get("sign") != signed(asked, SECRETS["WENJUANXING_API_APPKEY"]):
            return refuse("签名错误")
        if abs(time.time() - int(asked.get("ts") or 0)) > 30:
            return refuse("签名已过期")
        return played(request, WORDS) or actions[str(asked["action"])](asked, request)

    def actions(self) -> dict[str, Callable[[Row, Request], Reply]]:
        return {"1000002": self.listed, "1000001": self.defined, "1001002": self.sheets}

    def listed(self, asked: Row, request: Request) -> Reply:
        size = asked.get("page_size", 10)
        size = size if 0 < size <= 300 else 10
        start = (asked.get("page_index", 1) - 1) * size
        names = sorted(self.tool.surveys)
        cards = {name: self.card(name, request) for name in names[start : start + size]}
        page = {"page_index": asked.get("page_index", 1), "page_size": size, "sort": 0}
        return told({**page, "total_count": len(names), "activitys": cards})

    def card(self, survey: str, request: Request) -> Row:
        sheets = self.tool.sent(survey, request.today)
        return {
            "vid": int(survey),
            "atype": 1,
            "title": self.tool.surveys[survey]["title"],
            "status": 1,
            "verify_status": 1,
            "answer_valid": sum(row["state"] != "invalid" for row in sheets),
            "answer_total": len(sheets),
            **self.dates(survey),
        }

    def dates(self, survey: str) -> Row:
        form = self.tool.surveys[survey]
        return {"begin_time": local(form["created_at"]), "update_time": local(form["updated_at"])}

    def defined(self, asked: Row, request: Request) -> Reply:
        survey = str(asked.get("vid"))
        if survey not in self.tool.surveys:
            return refuse("问卷不存在")
        return told({**self.card(survey, request), "version": 3, "questions": questions()})

    def sheets(self, asked: Row, request: Request) -> Reply:
        survey = str(asked.get("vid"))
        if survey not in self.tool.surveys:
            return refuse("问卷不存在")
        size = asked.get("page_size", 10)
        size = size if 0 < size <= 50 else 10
        begin, end = asked.get("begin_time", 0), asked.get("end_time", 2**53)
        found = [
            row
            for row in self.tool.sent(survey, request.today)
            if (row["state"] != "invalid") == asked.get("valid", True)
            and row["number"] > asked.get("min_index", 0)
            and begin <= in_ms(row) < end
        ]
        if asked.get("sort", 0):
            found = found[::-1]
        start = (asked.get("page_index", 1) - 1) * size
        shown = {str(row["number"]): sheet_of(row) for row in found[start : start + size]}
        page = {"page_index": asked.get("page_index", 1), "page_size": size}
        return told({"vid": int(survey), "total_count": len(found), **page, "answers": shown})

    def routes(self) -> list[Route]:
        """The one address there is."""
        return [Route("POST", "api", ADDRESS, self.answer)]


def routes(world: Any) -> list[Route]:
    return WenjuanxingApi(world).routes()


def local(at: Any) -> str:
    return f"{moment(at, 'Asia/Shanghai'):%Y-%m-%d %H:%M:%S}"


def in_ms(row: Row) -> int:
    at = instant(row["submitted_at"].isoformat())
    return int(at.timestamp() * 1000) if at else 0


def questions() -> list[Row]:
    """The form: a scale of recommendation, of satisfaction, two lists, a text."""

    def asked(number: int, kind: int, title: str, texts: list[str], **told: Any) -> Row:
        scores = told.pop("scores", [None] * len(texts))
        items = [
            {"item_index": n, "item_title": text} | ({} if score is None else {"item_score": score})
            for n, (text, score) in enumerate(zip(texts, scores, strict=True), 1)
        ]
        facts = {"q_index": number, "q_type": kind, "q_subtype": kind, "q_title": title}
        return {**facts, "is_requir": number < 3, "items": items, **told}

    scale = [str(n) for n in range(11)]
    likely = "<p>您有多大<b>可能</b>向朋友推荐我们的门店？</p>"
    return [
        asked(1, 3, likely, scale, is_nps=True),
        asked(2, 3, "您对门店服务的满意度", SATISFIED["zh"], scores=[1, 2, 3, 4, 5]),
        asked(3, 4, "您听说过哪些品牌？【多选题】", BRANDS),
        asked(4, 4, "您为什么来我们门店？【多选题】", [*REASONS, "其他"]),
        asked(5, 5, "其他建议", []),
    ]


def sheet_of(row: Row) -> Row:
    """One sheet: choices by the numbers of their items."""

    def numbers(words: list[str] | None, texts: list[str]) -> str:
        if words is None:
            return "-3"
        return ",".join(str(texts.index(word) + 1) for word in words) or "-2"

    reasons = numbers(row["reasons"], REASONS)
    if row["reasons"] and len(row["reasons"]) == 1:
        reasons += ",5^路过"
    told = [str(row["nps"] + 1), str(row["csat"]), numbers(row["aware"], BRANDS), reasons]
    told.append("(跳过)" if row["state"] == "partial" else row["comment"] or "(空)")
    return {
        "index": row["number"],
        "joinid": f"1084{row['survey_id'][-2:]}{row['number']:04d}",
        "answer_seconds": row["seconds"],
        "submit_time": local(row["submitted_at"]),
        "start_time": local(row["started_at"]),
        "ip": row["ip"],
        "source": SOURCES[row["source"]],
        "sojumpparm": row["member_no"] or "",
        "score": row["csat"],
        "answer_items": {
            f"{n}0000": {"q_index": n, "answer": text} for n, text in enumerate(told, 1)
        },
    }
