"""What dbt makes anew for every statement though nobody looks at it: a third of a build's Python.

Events become protobuf messages for a debug log that is off; every answer, also none, gets a tester
of column types with two calendars of its own; every node gets all 560 macros twice, one by one,
and whatever else its template might name.
"""

from collections.abc import Callable, Container
from contextlib import suppress
from functools import cache, partial
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
    ask_nobody_who_called()
    make_when_named()
    judge_attributes_once()
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

    def tell_nothing(self: Any, manifest: Any) -> Any:
        return {}  # of a file that nobody reads

    Linker.find_cycles = find
    Linker.get_graph_summary = tell_nothing


def ask_nobody_who_called() -> None:
    """A flag of dbt's behaviour looks for its caller along the whole stack, source files and all.

    Under Dagster that takes half a second a build, for a word in a warning that names the flag.
    """
    from dbt_common.behavior_flags import BehaviorFlagRendered  # noqa: PLC0415

    flag: Any = BehaviorFlagRendered
    flag._default_source = staticmethod(lambda: "dbt")


class Named(dict[str, Any]):
    """What a template may name, each made when it is named first: most nodes name twenty of 600."""

    def __init__(self, known: Container[object], make: Callable[[str], Any]) -> None:
        super().__init__()
        self._known, self._make = known, make

    def __missing__(self, name: str) -> Any:
        """Raises KeyError where nothing has this name."""
        if name not in self._known:
            raise KeyError(name)
        self[name] = made = self._make(name)
        return made

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self._known

    def get(self, key: object, default: Any = None) -> Any:
        """As of any dict, of names not yet made too."""
        return self[str(key)] if key in self else default


def make_when_named() -> None:
    """Macros are bound, and the words of dbt for a node made, when its template names them."""
    from dbt.clients.jinja import MacroGenerator, get_rendered  # noqa: PLC0415
    from dbt.context.base import BaseContext, Var  # noqa: PLC0415
    from dbt.context.macros import MacroNamespace, MacroNamespaceBuilder  # noqa: PLC0415
    from dbt.context.manifest import ManifestContext  # noqa: PLC0415
    from dbt_common.clients.jinja import (  # noqa: PLC0415
        BaseMacroGenerator,
        MacroFuzzTemplate,
        NativeSandboxTemplate,
    )

    begin, tell_all = BaseContext.__init__, ManifestContext.to_dict
    find = BaseMacroGenerator.get_macro
    namespaces: Any = MacroNamespace
    builder: Any = MacroNamespaceBuilder
    variable: Any = Var
    native: Any = NativeSandboxTemplate

    def begin_empty(self: Any, *args: Any, **told: Any) -> None:
        begin(self, *args, **told)
        self._ctx = Named((), str)

    def build(self: Any, packages: Any, ctx: Any) -> Any:
        def bound(macros: Any) -> Named:
            macro = partial(MacroGenerator, context=ctx, node=self.node, stack=self.thread_ctx)
            return Named(macros, lambda name: macro(macros[name]))

        inner: dict[str, Any] = {}
        for name in reversed(self.internal_package_names_order):
            inner.update(packages.get(name, {}))
        names = [name for name in packages if name not in self.internal_package_names_order]
        own = {name: bound(packages[name]) for name in names}
        here, root = own.get(self.search_package, {}), own.get(self.root_package, {})
        built = namespaces(root, here, bound(inner), own)
        built.known = {*inner, *names}.union(*(packages[name] for name in names))
        return built

    def tell(self: Any) -> Any:
        if not isinstance(self.namespace, MacroNamespace):
            return tell_all(self)

        def make(name: str) -> Any:
            with suppress(KeyError):
                return self.namespace[name]
            if name == "builtins":
                return self.generate_builtins()
            member = self._context_members_[name]
            return member.__get__(self) if hasattr(member, "__get__") else member

        self._ctx._known = self.namespace.known.union(self._context_members_, {"dbt", "builtins"})
        self._ctx._make = make
        self._ctx["context"] = self._ctx
        return self._ctx

    def found(self: Any) -> Any:
        if "found" not in self.__dict__:
            self.found = find(self)
        return self.found

    def rendered(self: Any, name: str) -> Any:
        raw = self._merged[name]
        return get_rendered(raw, self._context) if isinstance(raw, str) else raw

    BaseContext.__init__ = begin_empty
    builder.build_namespace = build
    ManifestContext.to_dict = tell
    BaseMacroGenerator.get_macro = found
    variable.get_rendered_var = rendered
    native.new_context = MacroFuzzTemplate.new_context


def judge_attributes_once() -> None:
    """Which attributes templates may read is a matter of the object's type, not of the object."""
    from dbt_common.clients.jinja import MacroFuzzEnvironment  # noqa: PLC0415

    judged: dict[tuple[type, str], bool] = {}
    judge = MacroFuzzEnvironment.is_safe_attribute

    def is_safe(self: Any, obj: Any, attr: str, value: Any) -> bool:
        key = (type(obj), attr)
        if key not in judged:
            judged[key] = judge(self, obj, attr, value)
        return judged[key]

    MacroFuzzEnvironment.is_safe_attribute = is_safe


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


def tell_what_is_heard(heard: Container[str]) -> None:
    """dbt words a dozen events a node for a log that nobody keeps: these and warnings tell."""
    from dbt_common.events import event_manager_client  # noqa: PLC0415
    from dbt_common.events.base_types import EventLevel  # noqa: PLC0415
    from dbt_common.events.event_manager import EventManager  # noqa: PLC0415

    quiet = (EventLevel.DEBUG, EventLevel.INFO)

    class Heard(EventManager):
        def fire_event(self, e: Any, level: Any = None, *rest: Any, **more: Any) -> None:
            if self.loggers or type(e).__name__ in heard or (level or e.level_tag()) not in quiet:
                super().fire_event(e, level, *rest, **more)

    event_manager_client.ctx_set_event_manager(Heard())
