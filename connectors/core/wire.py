"""One request, one whole reply, within its deadlines; retries and tokens are `api`'s matter."""

import logging
import os
from http.client import HTTPException
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import requests
from requests.auth import AuthBase
from requests.utils import get_environ_proxies
from urllib3.exceptions import HTTPError, IncompleteRead, ReadTimeoutError

from connectors.core.errors import BadReply, TryAgain
from connectors.core.pace import Clock, Effort, Limits
from connectors.core.verdicts import Reply

_CHUNK = 256 * 1024
_TOKEN_PARAMS = {"access_token", "token"}


def session_for(url: str) -> requests.Session:
    """A session with the proxies and certificates of the environment, never a .netrc password."""
    # At level DEBUG urllib3 writes whole addresses, and some platforms want the token in them.
    logging.getLogger("urllib3").setLevel(logging.INFO)
    session = requests.Session()
    session.trust_env = False
    session.proxies = get_environ_proxies(url)
    session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True
    return session


def exchange(
    session: requests.Session,
    request: requests.PreparedRequest,
    where: str,
    effort: Effort,
    clock: Clock,
) -> Reply:
    """The reply with its whole body, or TryAgain: a part of a body is nothing."""
    limits, started = effort.limits, clock.monotonic()
    read = max(0.05, min(limits.read, effort.left))
    settings = session.merge_environment_settings(request.url, {}, True, session.verify, None)
    try:
        with session.send(
            request, timeout=(limits.connect, read), allow_redirects=False, **settings
        ) as response:
            body = _body(response, where, started + effort.left, limits, clock)
            headers = {name.lower(): value for name, value in response.headers.items()}
            return Reply(response.status_code, headers, body, where, clock.wall())
    except requests.exceptions.SSLError:
        problem, stalled = "the certificate of the host was refused", False
    except (requests.RequestException, HTTPError, HTTPException, OSError) as error:
        problem, stalled = _in_words(error, limits), _stalled(error)
    finally:
        effort.spent += clock.monotonic() - started
    # Outside the block: the library's own error spells out the URL and must not travel along.
    raise TryAgain(where, problem, stalled=stalled)


def _body(
    response: requests.Response, where: str, deadline: float, limits: Limits, clock: Clock
) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := response.raw.read1(_CHUNK, decode_content=True):
        parts.append(part)
        size += len(part)
        if size > limits.body:
            raise BadReply(where, f"the body is longer than {limits.body} bytes")
        if clock.monotonic() > deadline:
            said = f"the body was not complete after {limits.total:g} s"
            raise TryAgain(where, said, stalled=True)
    return b"".join(parts)


def _stalled(error: Exception) -> bool:
    """Whether the platform took the call and then said nothing more."""
    timed_out = isinstance(error, requests.Timeout | ReadTimeoutError)
    return timed_out and not isinstance(error, requests.ConnectTimeout)


def _in_words(error: Exception, limits: Limits) -> str:
    if isinstance(error, requests.ConnectTimeout):
        return f"no connection within {limits.connect:g} s"
    if isinstance(error, requests.Timeout | ReadTimeoutError):
        return f"nothing came for {limits.read:g} s"
    if isinstance(error, IncompleteRead | HTTPException):
        return "the body ended before it was complete"
    return f"the connection failed or broke ({type(error).__name__})"


def origin(url: str) -> tuple[str, str | None, int | None]:
    """Scheme, host and port."""
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname, port


def without_token(link: str) -> str:
    """A link that a platform wrote, less the token it repeats in it."""
    parts = urlsplit(link)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if name not in _TOKEN_PARAMS]
    if len(kept) == len(pairs):
        return link
    return urlunsplit(parts._replace(query=urlencode(kept)))


def prepared(
    session: requests.Session, method: str, target: str, auth: AuthBase | None, **parts: Any
) -> requests.PreparedRequest:
    """The request as it goes out; without auth it carries none, whatever the environment holds."""
    return session.prepare_request(requests.Request(method, target, auth=auth, **parts))
