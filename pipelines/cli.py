"""`marketing …`: the command line. Each command stands in `pipelines.commands`.

Exit codes: 0 correct, 2 usage or configuration, 3 something is quarantined or missing, 4 refused.
"""

import typer

from pipelines.commands import demo, looking, mending, running

app = typer.Typer(
    name="marketing",
    help="Marketing data in one place you can trust: pull, clean, gate, load, build, publish.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    epilog="Exit codes: 0 correct · 2 usage, settings · 3 quarantined or missing · 4 refused",
)
app.command()(demo.demo)
app.command()(running.run)
app.command()(running.backfill)
app.command()(looking.check)
app.command()(looking.status)
app.command()(looking.query)
app.command()(looking.env)
app.command()(mending.quarantine)
app.command()(mending.publish)
app.command()(mending.rebuild)
app.command()(mending.erase)

if __name__ == "__main__":
    app()
