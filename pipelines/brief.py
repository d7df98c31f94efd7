"""What dbt makes anew for every statement though nobody looks at it: a fifth of a build's Python.

Events become protobuf messages for a debug log that is off, and every answer, also none, gets a
tester of column types with two calendars of its own.
"""

from functools import cache
from types import ModuleType
from typing import Any


@cache
def make_once() -> None:
    """Word an event when somebody asks for its words; keep one set of calendars and one no-answer.

    Nothing writes to them: tables of agate are immutable, calendars only parse.
    """
    import parsedatetime  # noqa: PLC0415
    from dbt_common.clients import agate_helper  # noqa: PLC0415
    from dbt_common.events.base_types import BaseEvent  # noqa: PLC0415

    keep_one(parsedatetime, "Constants")
    keep_one(agate_helper, "empty_table")
    word, look_up = BaseEvent.__init__, BaseEvent.__getattr__

    def keep(self: Any, *args: Any, **told: Any) -> None:
        self.__dict__["told"] = args, told

    def words(self: Any, key: str) -> Any:
        if "told" in self.__dict__:
            args, told = self.__dict__.pop("told")
            word(self, *args, **told)
            return getattr(self, key)
        return look_up(self, key)

    BaseEvent.__init__, BaseEvent.__getattr__ = keep, words


def keep_one(module: ModuleType, name: str) -> None:
    """What this function of another package answers is kept, and given again."""
    setattr(module, name, cache(getattr(module, name)))


def tell_what_is_heard() -> None:
    """dbt words a dozen events a node for its debug log, which nobody keeps: leave those out."""
    from dbt_common.events import event_manager_client  # noqa: PLC0415
    from dbt_common.events.base_types import EventLevel  # noqa: PLC0415
    from dbt_common.events.event_manager import EventManager  # noqa: PLC0415

    class Heard(EventManager):
        def fire_event(self, e: Any, level: Any = None, *rest: Any, **more: Any) -> None:
            if self.loggers or (level or e.level_tag()) != EventLevel.DEBUG:
                super().fire_event(e, level, *rest, **more)

    event_manager_client.ctx_set_event_manager(Heard())
