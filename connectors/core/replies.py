"""A reply is accepted only when status, content, envelope and the kind of its rows all agree."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Raw

from connectors.core import dig
from connectors.core.errors import BadReply, PullError, TryAgain
from connectors.core.spec import Connector
from connectors.core.verdicts import Reply, http_status

_BOM = b"\xef\xbb\xbf"


def judge(
    reply: Reply,
    connector: Connector,
    *,
    reads: Any = Any,
    paths: tuple[str, ...] | None = None,
    records: str | None = None,
    moved: bool = False,
) -> PullError | None:
    """Decode the reply into `reply.decoded`, or say what is wrong with it.

    With `paths`, only these and the list at `records` are kept; else the whole as the type `reads`;
    `reads=None` takes the body as it is, `moved` also a reply that says where it lies.
    """
    verdict = connector.verdict
    broken: PullError | None = None
    if reply.is_html:
        broken = TryAgain(reply.where, f"HTTP {reply.status} with an HTML page instead of data")
    elif moved and 300 <= reply.status < 400 and "location" in reply.headers:
        return None
    elif 200 <= reply.status < 300:
        if reads is None:
            return None
        if paths is not None:
            paths = (*paths, *(verdict.paths if verdict else ()))
        broken = _decode(reply, reads, paths, records)
    # A broken body says nothing; a whole one of another shape may still tell why.
    told = verdict(reply) if verdict and not isinstance(broken, TryAgain) else None
    problem = told or http_status(reply) or broken
    if isinstance(problem, TryAgain) and problem.retry_after is None and connector.pause:
        problem.retry_after = connector.pause(reply.headers)
    return problem


def _decode(
    reply: Reply, reads: Any, paths: tuple[str, ...] | None, records: str | None
) -> PullError | None:
    def read() -> Any:
        if paths is None:
            return dig.decoder(reads).decode(reply.body)
        return dig.envelope(reply.body, paths, records)

    reply.body = reply.body.removeprefix(_BOM)
    try:
        try:
            reply.decoded = read()
        except msgspec.ValidationError:
            raise
        except msgspec.DecodeError:
            if b"NaN" not in reply.body and b"Infinity" not in reply.body:
                raise
            reply.body = dig.quote_bare_numbers(reply.body)
            reply.decoded = read()
    except msgspec.ValidationError as error:
        return BadReply(reply.where, f"the reply has another shape: {error}")
    except (msgspec.DecodeError, UnicodeDecodeError):
        return TryAgain(reply.where, "the reply is not whole JSON")
    reply.known = (*(paths or ()), *((records,) if records else ()))
    return None


def records_of(reply: Reply, records: list[Raw] | None, path: str, may_lack: bool) -> list[Raw]:
    """The records that were found at `path`, each on one line."""
    if records is None and not may_lack:
        raise BadReply(reply.where, f"the reply has no {path}")
    records = records or []
    if records and not all(bytes(one)[:1] == b"{" for one in (records[0], records[-1])):
        raise BadReply(reply.where, f"{path} holds something else than records")
    if reply.body.find(b"\n", 0, -2) >= 0 or reply.body.find(b"\r", 0, -2) >= 0:
        records = dig.one_line_each(records)
    return records


def texts(totals: Any) -> Mapping[str, str] | None:
    """Control totals as text, as the platform wrote them."""
    return {str(name): str(value) for name, value in totals.items()} if totals else None
