"""How to walk the responses of a Typeform form: newest first, older ones by the token before."""

from dataclasses import dataclass, field

from connectors.core import OnePage, Raw, Reply, TryAgain, dig_text
from connectors.core.paging import Step


@dataclass(frozen=True)
class Older(OnePage):
    """The window first, then ever older pages by token, until one leaves the window behind.

    `counted`: how many responses the window holds, as its first page says.
    """

    since: str = ""
    until: str = ""
    counted: list[int] = field(default_factory=list)

    def first(self) -> Step:
        return {"page_size": self.size, "since": self.since, "until": self.until}

    def next(self, step: Step, reply: Reply, records: list[Raw]) -> Step | None:
        total = int(reply.value("total_items") or 0)
        if not records and total:
            raise TryAgain(reply.where, f"{total} responses are said to be there, none came")
        if "since" in step:
            self.counted.append(total)
        if not records or ("since" in step and total <= len(records)):
            return None
        if (dig_text(records[-1], "submitted_at") or self.since) < self.since:
            return None
        return {"page_size": self.size, "before": dig_text(records[-1], "token")}


@dataclass(frozen=True)
class Whole(OnePage):
    """All responses of a form, ever older pages by token."""

    def first(self) -> Step:
        return {"page_size": self.size}

    def next(self, step: Step, reply: Reply, records: list[Raw]) -> Step | None:
        if not records or int(reply.value("total_items") or 0) <= len(records):
            return None
        return {"page_size": self.size, "before": dig_text(records[-1], "token")}
