"""What the pulls of one process share; a test brings its own clock and patience."""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from connectors.core.pace import Clock, Limits, Pace
from connectors.core.tokens import Tokens


@dataclass
class Engine:
    """What the pulls of one process share: clock, patience, pace and tokens."""

    tokens_dir: Path | None = None
    clock: Clock = field(default_factory=Clock)
    limits: Limits = field(default_factory=Limits)
    pace: Pace = field(init=False)
    tokens: Tokens = field(init=False)

    def __post_init__(self) -> None:
        self.pace = Pace(self.clock)
        self.tokens = Tokens(self.tokens_dir, self.clock.wall)


@lru_cache(maxsize=8)
def engine_at(tokens_dir: Path | None) -> Engine:
    """The engine of this process for one token folder."""
    return Engine(tokens_dir)
