"""What a report of Google Analytics' Data API answers, as far as we read it."""

from typing import Any

import msgspec


class Camel(msgspec.Struct, rename="camel", frozen=True):
    """A part of a reply, named as the platform does."""


class Header(Camel, frozen=True):
    name: str


class Value(Camel, frozen=True):
    value: str = ""


class Row(Camel, frozen=True):
    dimension_values: list[Value] = []
    metric_values: list[Value] = []


class Sampling(Camel, frozen=True):
    samples_read_count: int | str = 0
    sampling_space_size: int | str = 0


class Metadata(Camel, frozen=True):
    data_loss_from_other_row: bool = False
    subject_to_thresholding: bool = False
    sampling_metadatas: list[Sampling] = []
    schema_restriction_response: Any = None
    currency_code: str = ""
    empty_reason: str = ""


class Bucket(Camel, frozen=True):
    consumed: int = 0
    remaining: int | None = None


class Quota(Camel, frozen=True):
    tokens_per_hour: Bucket = Bucket()
    tokens_per_project_per_hour: Bucket = Bucket()


class Report(Camel, frozen=True):
    dimension_headers: list[Header] = []
    metric_headers: list[Header] = []
    rows: list[Row] = []
    row_count: int | None = None
    metadata: Metadata = Metadata()
    property_quota: Quota = Quota()
