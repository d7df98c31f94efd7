"""Typeform's forms: their list, the workspace each stands in, and what it says of visits."""

import logging
from collections.abc import Iterator

from msgspec import Raw

from connectors.core import AccessDenied, Api, Page, PageNumber, dig_text, with_fields

log = logging.getLogger(__name__)
NOWHERE: dict[str, str | None] = {"workspace_id": None, "workspace_name": None}


def listed(api: Api, path: str, **params: str) -> Iterator[Page]:
    """A list by page number: forms, workspaces."""
    paging = PageNumber(size=200, total="page_count", count="total_items")
    return api.pages(path, params, paging=paging, records="items")


def form_ids(api: Api) -> Iterator[str]:
    """Every form."""
    return (dig_text(form, "id") or "" for page in listed(api, "/forms") for form in page.records)


def with_workspaces(api: Api) -> Iterator[Page]:
    """Every form, its workspace in front where one holds it."""
    known = _workspaces(api)
    for page in listed(api, "/forms"):
        told = [
            with_fields(form, known.get(dig_text(form, "id"), NOWHERE)) for form in page.records
        ]
        yield Page(told, repeats=page.repeats)


def _workspaces(api: Api) -> dict[str | None, dict[str, str | None]]:
    """Form → its workspace; none for a token that may not read them."""
    known: dict[str | None, dict[str, str | None]] = {}
    try:
        for page in listed(api, "/workspaces"):
            for one in page.records:
                told = _facts(one)
                for forms in listed(api, "/forms", workspace_id=told["workspace_id"] or ""):
                    known |= {dig_text(form, "id"): told for form in forms.records}
    except AccessDenied as error:
        log.warning("no workspaces: %s", error)
    return known


def _facts(workspace: Raw) -> dict[str, str | None]:
    return {
        "workspace_id": dig_text(workspace, "id"),
        "workspace_name": dig_text(workspace, "name"),
    }
