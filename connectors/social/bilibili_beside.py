"""What stands beside Bilibili's lists: an account's name, scopes and increments; one article."""

import logging
from collections.abc import Mapping
from typing import Any

from connectors.core import AccessDenied, Api, BadReply

log = logging.getLogger(__name__)
BESIDE = {
    "profile": "user/account/info",
    "granted": "user/account/scopes",
    "video_increments": "data/arc/inc-stats",
    "article_increments": "data/art/inc-stats",
}


def beside(api: Api) -> dict[str, Any]:
    """What the account's grant covers of the calls about it."""
    found: dict[str, Any] = {}
    for name, path in BESIDE.items():
        try:
            found[name] = api.get(f"/{api.version}/fn/{path}").get("data")
        except AccessDenied as error:
            if not error.what.startswith("-403"):
                raise
            log.warning("%s: not told without its scope: %s", error.where, error.what)
    return found


def article_of(api: Api, number: str) -> Any:
    """The figures of one article: told alone, under its number, or in a list; None if refused."""
    try:
        told = api.get(f"/{api.version}/fn/data/art/stat", {"ids": number}).get("data")
    except BadReply as error:
        if not error.what.startswith("-400"):
            raise
        log.warning("%s: no article %s: compare article_ids", error.where, number)
        return None
    if isinstance(told, Mapping):
        told = told.get("list", told.get(number, told.get(number.removeprefix("cv"), told)))
    return next(iter(told), None) if isinstance(told, list) else told
