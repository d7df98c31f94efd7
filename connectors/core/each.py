"""One question for each of several parts of an account, some of which may be refused."""

import logging
from collections.abc import Callable, Iterable, Iterator

from connectors.core.errors import AccessDenied, BadReply
from connectors.core.spec import Page

log = logging.getLogger(__name__)


def of_each(parts: Iterable[str], ask: Callable[[str], Iterator[Page]]) -> Iterator[Page]:
    """The pages of every part (a survey, an object), one part after the other.

    One that was deleted between the list and the question is passed over, and so is one that this
    token may not read, which is told; only when none may be read is that an error.
    """
    refused: AccessDenied | None = None
    was_read = False
    for part in parts:
        begun = False
        try:
            for page in ask(part):
                begun = True
                yield page
        except AccessDenied as error:
            if begun or error.is_expired:
                raise
            refused = error
            log.warning("%s is not told: %s", part, error)
        except BadReply as error:
            if begun or error.status != 404:
                raise
        else:
            was_read = True
    if refused and not was_read:
        raise refused
