"""Microsoft Advertising's reports and errors: submit, poll, download a ZIP with one CSV in it."""

import csv
import io
import zipfile
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from connectors.core import (
    AccessDenied,
    Api,
    BadReply,
    Page,
    PullError,
    Records,
    Reply,
    TryAgain,
    Window,
    route,
    table_records,
    verdict,
)

STEPS = {
    105: "Sign in again for a new refresh token, and check the developer token",
    106: "Give the user access to this account in Microsoft Advertising",
}
LISTS = ("Errors", "OperationErrors", "BatchErrors")
KEPT_DAYS = 1095
IN_WORK = 3


@verdict(*LISTS)
def microsoft_errors(reply: Reply) -> PullError | None:
    """Route on the number of the first error, in whichever of three lists it stands."""
    told = next((found for name in LISTS if isinstance(found := reply.value(name), list)), None)
    error = next((one for one in told or () if isinstance(one, dict)), None)
    if error is None:
        return None
    return route(
        reply,
        error.get("Code"),
        error.get("Message"),
        again={0: 1.0, 117: 60.0, 207: 60.0},
        denied={106},
        expired={105, 109},
        steps=STEPS,
    )


def report(
    api: Api,
    kind: str,
    columns: tuple[str, ...],
    window: Window,
    *,
    zone: str,
    headers: Mapping[str, str],
) -> Records:
    """The lines of one daily report, in the account's own days; no link means no line.

    Days older than the platform keeps are not asked for: it would refuse the others with them.
    """
    kept = window.within(api.today - timedelta(days=KEPT_DAYS), None)
    if kept is None:
        yield Page([])
        return
    submit, poll = (
        f"/Reporting/{api.version}/GenerateReport/{step}" for step in ("Submit", "Poll")
    )
    asked: dict[str, Any] = {
        "Type": f"{kind}ReportRequest",
        "ReportName": kind,
        "Format": "Csv",
        "FormatVersion": "2.0",
        "Aggregation": "Daily",
        "ReturnOnlyCompleteData": False,
        "ExcludeReportHeader": True,
        "ExcludeReportFooter": True,
        "ExcludeColumnHeaders": False,
        "Columns": columns,
        "Scope": {"AccountIds": [int(api.account)]},
        "Time": {
            "CustomDateRangeStart": _day(kept.start),
            "CustomDateRangeEnd": _day(kept.end),
            "ReportTimeZone": zone,
        },
    }
    call: dict[str, Any] = {"url": "reporting", "headers": headers}

    def finished() -> Mapping[str, Any] | None:
        state = api.post(poll, json={"ReportRequestId": run}, **call)["ReportRequestStatus"]
        return None if state["Status"] in ("Pending", "InProgress") else state

    def link() -> str | None:
        state = api.wait_for(finished, poll, longest=60.0)
        if state["Status"] != "Success":
            raise BadReply(poll, f"the report ended as {state['Status']}", "Pull these days again")
        return state.get("ReportDownloadUrl")

    with api.at_most(IN_WORK, f"reports of {headers['CustomerId']}"):
        run = api.post(submit, json={"ReportRequest": asked}, **call)["ReportRequestId"]
        address = link()
    if address is None:
        yield Page([])
        return
    try:
        body = api.download(address, url="files", signed=False)
    except AccessDenied:  # links live for minutes: one more poll gives a fresh one
        body = api.download(link() or address, url="files", signed=False)
    head, *rows = csv.reader(io.StringIO(_text(poll, body)))
    yield Page(table_records(head, rows))


def _text(where: str, body: bytes) -> str:
    """The one file of the archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            [name] = archive.namelist()
            return archive.read(name).decode("utf-8-sig")
    except (zipfile.BadZipFile, ValueError) as error:
        what = f"the archive is damaged ({type(error).__name__})"
    raise TryAgain(where, what, restart=True)


def _day(day: Any) -> dict[str, int]:
    return {"Day": day.day, "Month": day.month, "Year": day.year}
