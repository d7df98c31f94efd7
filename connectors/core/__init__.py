"""The vocabulary a connector is written in."""

from msgspec import Raw

from connectors.core.api import Api
from connectors.core.auth import (
    BodyToken,
    Headers,
    HeaderToken,
    OnceToken,
    QueryToken,
    Refreshed,
    bearer,
    google_oauth,
    refresh_grant,
    rotating,
    token_from,
)
from connectors.core.dig import decoder, dig_text, table_records, with_field, with_fields
from connectors.core.each import of_each
from connectors.core.engine import Engine, engine_at
from connectors.core.errors import AccessDenied, AskForLess, BadReply, PullError, TryAgain
from connectors.core.meta import graph_paging, usage_pause
from connectors.core.pace import Clock, Limits
from connectors.core.paging import Cursor, LinkHeader, LinkInBody, Offset, OnePage, PageNumber
from connectors.core.pull import Job, Outcome, Progress, probe, pull, pull_all
from connectors.core.spec import (
    Connector,
    Feed,
    FileFeed,
    Folder,
    Page,
    Records,
    Window,
    by_name,
    pages_to,
)
from connectors.core.tokens import Token
from connectors.core.verdicts import Reply, code_in_body, route, said, seconds, verdict

__all__ = [
    "AccessDenied",
    "Api",
    "AskForLess",
    "BadReply",
    "BodyToken",
    "Clock",
    "Connector",
    "Cursor",
    "Engine",
    "Feed",
    "FileFeed",
    "Folder",
    "HeaderToken",
    "Headers",
    "Job",
    "Limits",
    "LinkHeader",
    "LinkInBody",
    "Offset",
    "OnceToken",
    "OnePage",
    "Outcome",
    "Page",
    "PageNumber",
    "Progress",
    "PullError",
    "QueryToken",
    "Raw",
    "Records",
    "Refreshed",
    "Reply",
    "Token",
    "TryAgain",
    "Window",
    "bearer",
    "by_name",
    "code_in_body",
    "decoder",
    "dig_text",
    "engine_at",
    "google_oauth",
    "graph_paging",
    "of_each",
    "pages_to",
    "probe",
    "pull",
    "pull_all",
    "refresh_grant",
    "rotating",
    "route",
    "said",
    "seconds",
    "table_records",
    "token_from",
    "usage_pause",
    "verdict",
    "with_field",
    "with_fields",
]
