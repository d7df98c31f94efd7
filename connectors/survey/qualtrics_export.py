"""An export of Qualtrics: a job that is begun, asked until it is complete, and fetched as a zip."""

from collections.abc import Callable
from typing import Any, TypeVar

from msgspec import Raw

from connectors.core import Api, BadReply, TryAgain, said
from connectors.survey.qualtrics_answers import unzipped

T = TypeVar("T")
HALF_AN_HOUR = 1800.0


def export(api: Api, survey: str, options: dict[str, Any]) -> list[Raw]:
    """One job from its start to its file."""
    path = f"/API/{api.version}/surveys/{survey}/export-responses"
    body = {"format": "json", "compress": True, "timeZone": "UTC", "useLabels": False, **options}
    progress = api.post(path, json=body)["result"]["progressId"]

    def poll() -> str | None:
        state = _while_known(lambda: api.get(f"{path}/{progress}"))
        if state["result"]["status"] == "failed":
            error = (state.get("meta") or {}).get("error") or {}
            what = said(error.get("errorCode"), error.get("errorMessage"))
            raise TryAgain(path, f"the export failed: {what}", restart=True)
        is_done = state["result"]["status"] == "complete"
        return state["result"].get("fileId") if is_done else None

    file = api.wait_for(poll, path, longest=10.0, most=HALF_AN_HOUR)
    return unzipped(_while_known(lambda: api.download(f"{path}/{file}/file")), path)


def _while_known(ask: Callable[[], T]) -> T:
    """A job that the platform forgot is begun again: it is not the survey that is gone."""
    try:
        return ask()
    except BadReply as error:
        if error.status != 404:
            raise
        forgotten = TryAgain(error.where, "the export is not known any more", restart=True)
    raise forgotten
