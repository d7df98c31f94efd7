"""One question until it is answered or given up: tries, pace, tokens, judgement of the reply."""

import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec

from connectors.core.access import Access
from connectors.core.engine import Engine
from connectors.core.errors import AccessDenied, AskForLess, BadReply, PullError, TryAgain
from connectors.core.pace import Effort, Turns
from connectors.core.replies import judge
from connectors.core.spec import Connector
from connectors.core.verdicts import Reply
from connectors.core.wire import exchange, origin, prepared, session_for, without_token


class Line:
    """How the questions of one account reach its platform. `hosts`: addresses by their names."""

    def __init__(
        self,
        connector: Connector,
        account: str,
        access: Access,
        engine: Engine,
        urls: Mapping[str, str],
    ) -> None:
        """`urls` stand in place of the connector's own."""
        self.connector, self.account = connector, account
        self.access, self.engine = access, engine
        self.limits = engine.limits.waiting(connector.longest_wait)
        self.hosts = {
            name: url.replace("{account}", account).rstrip("/")
            for name, url in {**connector.urls, **urls}.items()
        }
        self._session = session_for(next(iter(self.hosts.values())))

    def pause(self, tried: int) -> None:
        """Wait as before another try."""
        self.engine.clock.sleep(self.limits.wait(tried, None, self.engine.clock.jitter()))

    def ask(self, method: str, path: str, *, signed: bool = True, **how: Any) -> Reply:
        """One question until it is answered or given up; a token is renewed once."""
        limits, clock = self.limits, self.engine.clock
        effort, renewed = Effort(limits), False
        while True:
            token = self.access.token() if signed else None
            try:
                return self._once(method, path, effort, token=token, signed=signed, **how)
            except AccessDenied as error:
                if not (error.is_expired and signed and not renewed and self.access.renew(token)):
                    raise
                renewed = True
                continue
            except TryAgain as error:
                if error.restart:
                    raise
                asked, jitter = error.retry_after, clock.jitter()
                wait = limits.wait(effort.tried + 1, asked, jitter, error.first_wait)
                if not effort.failed(wait, error.stalled):
                    raise _given_up(error, effort.tried) from None
            clock.sleep(wait)
            effort.spent += wait

    def _once(
        self,
        method: str,
        path: str,
        effort: Effort,
        *,
        token: str | None,
        signed: bool,
        url: str | None = None,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        form: Mapping[str, str] | str | None = None,
        headers: Mapping[str, str] | None = None,
        **reading: Any,
    ) -> Reply:
        target = without_token(path) if "://" in path else self._host(url) + path
        sent = dict(headers or {})
        if json is not None:
            sent["Content-Type"] = "application/json"
        request = prepared(
            self._session,
            method,
            target,
            self.access.signature(token) if signed else None,
            params=params,
            data=form if json is None else msgspec.json.encode(json),
            headers=sent,
        )
        where = urlsplit(target).path.removeprefix(urlsplit(self._host(url)).path) or "/"
        self._turns(where if "://" in path else path).wait()
        with self._slots():
            reply = exchange(self._session, request, where, effort, self.engine.clock)
        self._heed(reply)
        problem = judge(reply, self.connector, **reading)
        if problem is not None:
            raise self.access.scrubbed(problem)
        return reply

    def _heed(self, reply: Reply) -> None:
        """Slow down when the platform says that the budget is nearly used."""
        pause = self.connector.pause(reply.headers) if self.connector.pause else None
        if pause and reply.status < 300:
            self._turns(reply.where).pause(min(pause, self.limits.longest_wait))

    def _turns(self, path: str) -> Turns:
        connector = self.connector
        for part, rate in connector.paths_per_second.items():
            if part in path:
                key = (connector.name, self.account, part)
                return self.engine.pace.turns(key, rate)
        key = (connector.name, self.account)
        return self.engine.pace.turns(key, connector.calls_per_second, connector.burst)

    def _slots(self) -> threading.BoundedSemaphore:
        key = (self.connector.name, self.account)
        return self.engine.pace.slots(key, self.connector.at_once)

    def _host(self, url: str | None) -> str:
        """The named host; without a name that of the token, else the first."""
        if url is None and self.access.host:
            return self.access.host
        return self.hosts[url or next(iter(self.hosts))]

    def stay(self, link: str, url: str | None) -> None:
        """A link the platform wrote may not lead anywhere else: the token would go along."""
        if origin(link) != origin(self._host(url)):
            host = urlsplit(link).hostname
            step = "Nothing was sent there. Ask the platform, or mend the base URL"
            raise BadReply(urlsplit(link).path, f"a link leads to another host, {host}", step)


def _given_up(error: TryAgain, tried: int) -> PullError:
    if error.or_less:
        return AskForLess(error.where, error.what, error.next_step)
    if tried > 1:
        error.what = f"{error.what} ({tried} tries)"
    return error
