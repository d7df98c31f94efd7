"""The four ways a pull ends badly; the class says who must act. No message ever holds a secret."""


class PullError(Exception):
    """Where it happened, what came, and what to do next."""

    default_step = ""

    def __init__(self, where: str, what: str, next_step: str = "") -> None:
        super().__init__(where, what, next_step)
        self.where = where
        self.what = what
        self.next_step = next_step or self.default_step

    def __str__(self) -> str:
        step = f". {self.next_step}" if self.next_step else ""
        return f"{self.where}: {self.what}{step}"

    def at(self, place: str) -> "PullError":
        """The same error, told from one level further out."""
        self.where = f"{place} {self.where}".strip()
        return self


class TryAgain(PullError):
    """Time heals it: core waits and repeats; who sees it runs the same pull later."""

    default_step = "Run the same pull again later"

    def __init__(
        self,
        where: str,
        what: str,
        next_step: str = "",
        *,
        retry_after: float | None = None,
        first_wait: float | None = None,
        or_less: bool = False,
        restart: bool = False,
        stalled: bool = False,
    ) -> None:
        """`retry_after`: the platform's own wish; `first_wait`: where back-off starts;
        `or_less`: when time did not help, ask for less; `restart`: repeat the piece, not the call;
        `stalled`: it took a whole time-out to find out.
        """
        super().__init__(where, what, next_step)
        self.retry_after = retry_after
        self.first_wait = first_wait
        self.or_less = or_less
        self.restart = restart
        self.stalled = stalled


class AskForLess(PullError):
    """The question was too big: core halves the page or the window."""

    default_step = "One day is still too much: ask the platform for a higher limit"


class AccessDenied(PullError):
    """A person must act; other accounts go on."""

    default_step = "Check the token and the permissions of this account"

    def __init__(
        self, where: str, what: str, next_step: str = "", *, is_expired: bool = False
    ) -> None:
        super().__init__(where, what, next_step)
        self.is_expired = is_expired


class BadReply(PullError):
    """A programmer must act: the platform answered what its contract rules out."""

    default_step = "Compare the reply with the platform's contract and mend the connector"

    def __init__(
        self, where: str, what: str, next_step: str = "", *, status: int | None = None
    ) -> None:
        super().__init__(where, what, next_step)
        self.status = status
