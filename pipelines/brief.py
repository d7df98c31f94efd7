"""What dbt makes anew for every statement though nobody looks at it: a third of a build's Python.

Events become protobuf messages for a debug log that is off; every answer, also none, gets a tester
of column types with two calendars of its own; every node gets all 560 macros twice, one by one.
"""

from contextlib import suppress
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
    forget_the_path()
    see_cycles_quickly()
    bind_macros_at_once()
    compile_once()


def forget_the_path() -> None:
    """One parse serves every warehouse: where its file lies changes nothing of the models.

    dbt takes part of the profile, path included, for a reason to parse all anew: nine CPU seconds.
    """
    from dbt.adapters.duckdb.credentials import DuckDBCredentials  # noqa: PLC0415

    told = DuckDBCredentials._connection_keys

    def but_the_path(self: Any) -> tuple[str, ...]:
        return tuple(key for key in told(self) if key != "path")

    DuckDBCredentials._connection_keys = but_the_path


def see_cycles_quickly() -> None:
    """Models depend on each other in one direction: sorting them proves it; walking takes a second.

    Only where they do not, dbt walks the graph and names the cycle.
    """
    from dbt.compilation import Linker  # noqa: PLC0415
    from networkx import is_directed_acyclic_graph  # noqa: PLC0415

    walk = Linker.find_cycles

    def find(self: Any) -> Any:
        return None if is_directed_acyclic_graph(self.graph) else walk(self)

    Linker.find_cycles = find


def bind_macros_at_once() -> None:
    """The same macros under the same names for a node, in a tenth of the steps."""
    from dbt.clients.jinja import MacroGenerator  # noqa: PLC0415
    from dbt.context.macros import MacroNamespace, MacroNamespaceBuilder  # noqa: PLC0415

    def bind(
        self: Any, macro: Any, context: Any = None, node: Any = None, stack: Any = None
    ) -> None:
        self.macro, self.context, self.node, self.stack = macro, context, node, stack

    def add_package(self: Any, macros: Any, ctx: Any) -> None:
        package = next(iter(macros)).package_name
        told = (ctx, self.node, self.thread_ctx)
        bound = {macro.name: MacroGenerator(macro, *told) for macro in macros}
        if package in self.internal_package_names:
            self.internal_packages[package] = bound
            return
        self.packages[package] = bound
        if package == self.search_package:
            self.locals = bound
        elif package == self.root_package:
            self.globals = bound

    def flat(self: Any) -> dict[str, Any]:
        if "flat" not in self.__dict__:
            self.flat = {}
            for names in reversed(list(self._search_order())):
                self.flat.update(names)
        return self.flat

    MacroGenerator.__init__ = bind
    MacroNamespaceBuilder.add_macros = add_package
    MacroNamespace.__iter__ = lambda self: iter(flat(self))
    MacroNamespace.__getitem__ = lambda self, key: flat(self)[key]


def compile_once() -> None:
    """The code of a template is the same for every node that holds the same text: 250 tests do."""
    from dbt_common.clients.jinja import MacroFuzzEnvironment  # noqa: PLC0415

    known: dict[tuple[type, str], Any] = {}
    compiled = MacroFuzzEnvironment.compile

    def compile_new(self: Any, source: str, *rest: Any, **more: Any) -> Any:
        key = (type(self), source)
        if key not in known:
            known[key] = compiled(self, source, *rest, **more)
        return known[key]

    MacroFuzzEnvironment.compile = compile_new


def compile_ahead(manifest: Any) -> None:
    """Compile what a build will ask for: models, their tests' arguments, the macros they call."""
    from dbt_common.clients.jinja import get_environment  # noqa: PLC0415
    from jinja2 import TemplateError  # noqa: PLC0415

    plain, native = get_environment(), get_environment(native=True)
    wanted = {name for node in manifest.nodes.values() for name in node.depends_on.macros}
    called: set[str] = set()
    while wanted := wanted - called:
        called |= wanted
        known = [manifest.macros[name] for name in wanted if name in manifest.macros]
        wanted = {name for macro in known for name in macro.depends_on.macros}
    nodes = manifest.nodes.values()
    texts = [node.raw_code for node in nodes if node.resource_type in ("model", "test")]
    texts += [manifest.macros[name].macro_sql for name in called if name in manifest.macros]
    for text in texts:
        with suppress(TemplateError):  # the build says what is wrong with it
            plain.compile(text)
    for node in nodes:
        tested = getattr(node, "test_metadata", None)
        model = tested.kwargs.get("model") if tested else None
        if isinstance(model, str):
            native.compile(model)


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
