"""Qualtrics' form as its definition tells it, and a response as an export does."""

from datetime import datetime, timedelta
from typing import Any

from sandbox.survey.sheets import BRANDS, REASONS, SATISFIED, Row
from sandbox.telling import moment, zulu

STATUS = {"completed": 0, "partial": 0, "test": 2, "invalid": 8}
FIELDS = ["QID1", "QID2", "QID3", "QID4", "QID5_TEXT"]


def recorded(row: Row) -> datetime:
    """A response is recorded a second after it was sent."""
    at = moment(row["submitted_at"])
    assert at is not None
    return at + timedelta(seconds=1)


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
