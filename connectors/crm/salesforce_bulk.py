"""Salesforce's Bulk API 2.0: a query job is made, waited for, and read as CSV part by part."""

import csv
import io
from collections.abc import Iterator

import msgspec

from connectors.core import Api, BadReply, Page, Reply, TryAgain, table_records
from connectors.crm.salesforce_org import keep_to_share

PART = 50_000
LONGEST = 2 * 3600.0  # seconds until a job is given up


class Job(msgspec.Struct, rename="camel"):
    id: str
    state: str
    error_message: str = ""


def by_job(api: Api, question: str, call: str) -> Iterator[Page]:
    """The rows of a query as records: every value as text, an empty one for none."""
    path = f"/services/data/{api.version}/jobs/query"
    asked = {"operation": call, "query": question, "contentType": "CSV"}
    asked |= {"columnDelimiter": "COMMA", "lineEnding": "LF"}
    keep_to_share(api, of="jobs")
    made = api.post(path, json=asked, reads=Job)
    place = f"{path}/{made.id}"
    _finished(api, place)
    following = f"{place}/results?maxRecords={PART}"
    while following:
        reply = api.whole(following, headers={"Accept": "text/csv"})
        rows = _rows(reply)
        yield Page(table_records(rows[0], rows[1:]) if rows else [])
        locator = reply.headers.get("sforce-locator", "null")
        following = (
            "" if locator == "null" else f"{place}/results?maxRecords={PART}&locator={locator}"
        )


def _finished(api: Api, place: str) -> None:
    """Wait for the job; one that takes for ever is called off."""

    def state() -> Job | None:
        job = api.get(place, reads=Job)
        return job if job.state in ("JobComplete", "Failed", "Aborted") else None

    try:
        job = api.wait_for(state, place, most=LONGEST)
    except TryAgain:
        api.patch(place, json={"state": "Aborted"})
        raise
    if job.state != "JobComplete":
        raise TryAgain(place, f"the job ended as {job.state}: {job.error_message}", restart=True)


def _rows(reply: Reply) -> list[list[str]]:
    """A part of the result, compared with the number of records it says it holds."""
    said = reply.headers.get("sforce-numberofrecords", "")
    if reply.status == 204 or not said.isdigit():
        raise TryAgain(reply.where, "the result of the job is not there yet", restart=True)
    rows = list(csv.reader(io.StringIO(reply.body.decode(), newline="")))
    if len(rows) != int(said) + 1:
        what = f"{len(rows) - 1} rows came, the platform counts {said}"
        raise TryAgain(reply.where, what, restart=True)
    if any(len(row) != len(rows[0]) for row in rows):
        raise BadReply(reply.where, "a row has more or fewer columns than the header")
    return rows
