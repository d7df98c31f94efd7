"""A platform as one account sees it: single replies, lists, files, and what takes its time."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from msgspec import Raw

from connectors.core import dig
from connectors.core.access import Access
from connectors.core.engine import Engine, engine_at
from connectors.core.errors import TryAgain
from connectors.core.line import Line
from connectors.core.paging import Paging, Step
from connectors.core.replies import records_of, texts
from connectors.core.spec import Connector, Page
from connectors.core.verdicts import Reply
from connectors.core.walk import Walk

T = TypeVar("T")


class Api:
    """A platform as one account sees it. A feed asks; the rest happens on its `Line`."""

    def __init__(
        self,
        connector: Connector,
        account: str,
        secrets: Mapping[str, str],
        *,
        urls: Mapping[str, str] | None = None,
        options: Mapping[str, str] | None = None,
        engine: Engine | None = None,
        today: date | None = None,
    ) -> None:
        """`today` is the account's own day; without it that of the clock, in UTC."""
        self.connector, self.account = connector, account
        self.options = dict(options or {})
        self.engine = engine or engine_at(None)
        self.today = today or datetime.fromtimestamp(self.wall(), UTC).date()
        self._access = Access(self, secrets)
        self._line = Line(connector, account, self._access, self.engine, urls or {})

    def __repr__(self) -> str:
        return f"Api({self.connector.name}, {self.account})"

    @property
    def version(self) -> str:
        return self.connector.api_version

    def secret(self, name: str) -> str:
        """A secret that a platform wants inside a question."""
        return self._access.secrets[name]

    @property
    def consent_ends_at(self) -> float:
        """When a person's consent ends, in seconds of Unix; 0 where it does not or nobody knows."""
        return self._access.consent_ends_at

    def host(self, name: str) -> str:
        """The address of one of the platform's hosts."""
        return self._line.hosts[name]

    def note_consent(self, ends_at: float) -> None:
        """When a person must consent again, as a feed was told; 0 if never."""
        self._access.consent_ends_at = ends_at

    def wall(self) -> float:
        return self.engine.clock.wall()

    def get(
        self, path: str, params: Mapping[str, Any] | None = None, *, reads: Any = Any, **how: Any
    ) -> Any:
        """The decoded reply, as the type `reads`."""
        return self._line.ask("GET", path, params=params, reads=reads, **how).decoded

    def record(self, path: str, params: Mapping[str, Any] | None = None, **how: Any) -> Raw:
        """The whole reply, an object, as one record."""
        reply = self._line.ask("GET", path, params=params, reads=Raw, **how)
        [one] = records_of(reply, [reply.decoded], "object", may_lack=False)
        return one

    def post(self, path: str, *, reads: Any = Any, **how: Any) -> Any:
        """The decoded reply to a body of `json` or `form`."""
        return self._line.ask("POST", path, reads=reads, **how).decoded

    def patch(self, path: str, *, json: Any) -> Any:
        """The decoded reply to a change of one thing."""
        return self._line.ask("PATCH", path, json=json, reads=Any).decoded

    def whole(self, path: str, *, headers: Mapping[str, str] | None = None) -> Reply:
        """The reply as it came, headers and bytes, for a list that is no JSON."""
        return self._line.ask("GET", path, headers=headers, reads=None)

    def download(
        self, link: str, *, url: str | None = None, signed: bool = True, moved: bool = False
    ) -> bytes:
        """The bytes at a path, or behind a link the platform gave: it must stay on its host.

        With `moved` the file may lie elsewhere: one redirect is followed, without the token.
        """
        if "://" in link:
            self._line.stay(link, url)
        reply = self._line.ask("GET", link, url=url, signed=signed, reads=None, moved=moved)
        if reply.status < 300:
            return reply.body
        there = reply.headers["location"]
        if urlsplit(there).scheme != "https":
            self._line.stay(there, url)
        return self._line.ask("GET", there, url=url, signed=False, reads=None).body

    def pages(
        self,
        path: str,
        params: Mapping[str, Any] | None = None,
        *,
        paging: Paging,
        records: str,
        json: Mapping[str, Any] | None = None,
        form: str | None = None,
        url: str | None = None,
        totals: str | None = None,
        provisional: Callable[[Reply], bool] | None = None,
        may_lack: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> Iterator[Page]:
        """The list at `records`, page after page; with `json` or a written `form`, asked by POST.

        `totals`: where the platform's control totals stand (kept once); `provisional`: whether a
        reply says that its days are not ready; `may_lack`: an absent list is an empty one.
        """
        wanted = (*paging.paths, *((totals,) if totals else ()))

        def ask(step: Step) -> tuple[Reply, list[Raw]]:
            how: dict[str, Any] = {"url": url, "headers": headers}
            if isinstance(step, str):
                method, target = "GET", step
            elif form is not None:
                method, target, how["form"] = "POST", path, form
            elif json is None:
                method, target, how["params"] = "GET", path, {**(params or {}), **step}
            else:
                method, target, how["json"] = "POST", path, _joined(json, step)
            reply = self._line.ask(method, target, paths=wanted, records=records, **how)
            found = dig.dig(reply.decoded, records)
            optional = may_lack or bool(provisional and provisional(reply))
            return reply, records_of(reply, found, records, optional)

        walk = Walk(ask, paging, self._line.pause, lambda link: self._line.stay(link, url))
        for number, (reply, page) in enumerate(walk.pages()):
            claimed = reply.value(totals) if totals and not number else None
            is_open = bool(provisional and provisional(reply))
            yield replace(page, totals=texts(claimed), provisional=is_open)

    def chunks(
        self, path: str, *, json: Any, records: str, headers: Mapping[str, str] | None = None
    ) -> Iterator[Page]:
        """The lists in a reply that is an array of chunks; a chunk may hold none."""
        shape = dig.list_shape(records)
        reply = self._line.ask("POST", path, json=json, headers=headers, reads=shape)
        for chunk in reply.decoded:
            yield Page(records_of(reply, dig.dig(chunk, records), records, may_lack=True))

    def at_most(self, count: int, of: str) -> AbstractContextManager[object]:
        """A place among `count` of one kind at work at the same time, whoever asks for them."""
        return self.engine.pace.slots((self.connector.name, of), count)

    def wait_for(
        self,
        poll: Callable[[], T | None],
        what: str,
        *,
        longest: float = 30.0,
        most: float = 3600.0,
    ) -> T:
        """What `poll` gives once it gives something; asked less and less often."""
        pause, waited = 0.25, 0.0
        while (found := poll()) is None:
            if waited + pause > most:
                raise TryAgain(what, f"not done after {most / 60:.0f} minutes")
            self.engine.clock.sleep(pause)
            waited += pause
            pause = min(longest, pause * 2)
        return found


def _joined(asked: Mapping[str, Any], step: Mapping[str, Any]) -> Mapping[str, Any]:
    """The question with the step in it; where both hold an object, it goes inside."""
    held = {
        name: {**asked[name], **value}
        for name, value in step.items()
        if isinstance(value, Mapping) and isinstance(asked.get(name), Mapping)
    }
    return {**asked, **step, **held}
