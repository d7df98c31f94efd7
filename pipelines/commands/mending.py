"""Commands that mend: quarantine and replay, publication and rollback, a rebuild."""

from typing import Annotated

import typer

from pipelines.commands.looking import show
from pipelines.commands.place import close, leave, loader, say, settings, told
from pipelines.progress import watcher
from pipelines.publish import Published
from pipelines.rebuild import rebuild as rebuild_all
from pipelines.report import USAGE
from pipelines.run import PATIENCE, publish_anyway
from pipelines.run import replay as replay_all
from pipelines.streams import STREAMS
from pipelines.warehouse import Warehouse

SET_ASIDE = """
    select stream, account_id, reason, count(*) as rows, min(pull_id) as first_pull,
        min(line) as first_line
    from quarantine.rows where $stream = '' or stream = $stream
    group by all order by rows desc, stream, account_id, reason"""


def quarantine(
    stream: Annotated[str, typer.Argument(help="A stream, such as meta_ads__ad_report.")] = "",
    replay: Annotated[
        bool, typer.Option("--replay", help="Clean and judge their pulls again, then publish.")
    ] = False,
) -> None:
    """Show what is set aside and why; with --replay try it again by today's rules.

    Shows reasons and places, not the rows: those may be about people.
    """
    if stream and stream not in STREAMS:
        leave([f"no stream {stream!r}. Allowed: {', '.join(STREAMS)}"], USAGE)
    if replay:
        with told():
            verbs = loader()
            chosen = [STREAMS[stream]] if stream else list(STREAMS.values())
            report = replay_all(verbs, watcher(), chosen)
        close(report)
    place = settings(need_secrets=False)
    with told(), Warehouse(place.data_dir / "warehouse.duckdb").reading("the quarantine") as db:
        show("", db.execute(SET_ASIDE, {"stream": stream}))


def publish(
    rollback: Annotated[
        bool, typer.Option("--rollback", help="Show readers the publication before this one.")
    ] = False,
) -> None:
    """Publish the marts as they stand built, or go back to the publication before."""
    with told():
        if rollback:
            root = settings(need_secrets=False).data_dir / "published"
            say(f"readers see version {Published(root).rollback()} again")
        else:
            shown = publish_anyway(loader(need_secrets=False))
            say(f"readers see version {shown.version}")


def rebuild() -> None:
    """Make the warehouse again from raw, with the network off; the marts come out the same."""
    with told():
        verbs = loader(need_secrets=False)
        report = rebuild_all(verbs, watcher(), patience=PATIENCE)
    close(report)
