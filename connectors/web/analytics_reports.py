"""One report of Google Analytics' Data API: positional cells, pages by our own count, its flags."""

import logging
from collections.abc import Iterator
from typing import Any

import msgspec

from connectors.core import Api, BadReply, Raw, TryAgain, Window
from connectors.web.analytics_reply import Bucket, Header, Metadata, Quota, Report

log = logging.getLogger(__name__)

MOST = 100_000  # rows a page
SHORT_WAIT = 600.0  # seconds, when an hourly bucket would not bear another such call
HOURLY = ("tokens_per_hour", "tokens_per_project_per_hour")


class Reports:
    """The reports of one property; before a call that a bucket would not bear it waits."""

    def __init__(self, api: Api, account: str) -> None:
        self.api, self.path = api, f"/{api.version}/properties/{account}:runReport"
        self.quota = Quota()

    def records(
        self, window: Window, dimensions: tuple[str, ...], metrics: tuple[str, ...], **own: str
    ) -> tuple[list[Raw], Metadata]:
        """Every row as a record, with what the platform says against its own figures."""
        names = (*dimensions, *metrics)
        cells: list[list[str]] = []
        metadata = Metadata()
        for report in self._pages(window, dimensions, metrics):
            _same("dimensions", report.dimension_headers, dimensions)
            _same("metrics", report.metric_headers, metrics)
            metadata = report.metadata
            cells += [
                [cell.value for cell in (*row.dimension_values, *row.metric_values)]
                for row in report.rows
            ]
        told = own | _flags(metadata)
        rows = [dict(zip(names, row, strict=True)) | told for row in cells]
        return [Raw(msgspec.json.encode(row)) for row in rows], metadata

    def _pages(
        self, window: Window, dimensions: tuple[str, ...], metrics: tuple[str, ...]
    ) -> Iterator[Report]:
        """Neither offset nor limit is echoed: the count is ours, and must meet the platform's."""
        asked = {
            "dateRanges": [{"startDate": str(window.start), "endDate": str(window.end)}],
            "dimensions": [{"name": name} for name in dimensions],
            "metrics": [{"name": name} for name in metrics],
            "orderBys": [{"dimension": {"dimensionName": name}} for name in dimensions],
            "keepEmptyRows": False,
            "returnPropertyQuota": True,
        }
        held, total = 0, None
        while total is None or held < total:
            page = {"limit": str(MOST), "offset": str(held)}
            report = self._answer({**asked, **page})
            count = len(report.rows) if report.row_count is None else report.row_count
            if total not in (None, count):
                what = f"the report counted {total} rows, then {count}"
                raise TryAgain(self.path, what, restart=True)
            held, total = held + len(report.rows), count
            if held > total or (held < total and len(report.rows) < MOST):
                what = f"{held} rows came, the platform counts {total}"
                raise TryAgain(self.path, what, restart=True)
            yield report

    def _answer(self, asked: dict[str, Any]) -> Report:
        if any(_is_short(getattr(self.quota, name)) for name in HOURLY):
            self.api.engine.clock.sleep(SHORT_WAIT)
        report: Report = self.api.post(self.path, json=asked, reads=Report)
        self.quota = report.property_quota
        if report.metadata.empty_reason:
            log.info("%s is empty: %s", self.path, report.metadata.empty_reason)
        return report


def _is_short(bucket: Bucket) -> bool:
    return bucket.remaining is not None and bucket.remaining < bucket.consumed


def _same(what: str, headers: list[Header], asked: tuple[str, ...]) -> None:
    """Cells have no names of their own: a report in another order would be another report."""
    came = tuple(header.name for header in headers)
    if came != asked:
        raise BadReply(
            "runReport", f"{what} {', '.join(came) or 'none'} came, asked were {', '.join(asked)}"
        )


def _flags(metadata: Metadata) -> dict[str, Any]:
    """Sampled: the greatest share of the space that was not read, 0 when nothing was sampled."""
    read = [
        int(one.samples_read_count) / int(one.sampling_space_size)
        for one in metadata.sampling_metadatas
        if int(one.sampling_space_size)
    ]
    return {
        "_currency": metadata.currency_code,
        "_is_folded": metadata.data_loss_from_other_row,
        "_is_withheld": metadata.subject_to_thresholding,
        "_is_restricted": metadata.schema_restriction_response is not None,
        "_sampled": 1 - min(read, default=1),
    }
