"""What an asset shows of itself after a run: counts, windows, differences; never a person."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

from pipelines.build import Node
from pipelines.load import Gated
from pipelines.publish import Publication
from pipelines.pulling import Pulled

PREVIEW_ROWS = 5


def of_pulls(pulled: Sequence[Pulled]) -> dg.MaterializeResult:
    """A raw asset: red when nothing came, a failed check when an account is missing."""
    pulls = [one.pull for one in pulled if one.pull]
    errors = [f"{one.ask}: {one.error}" for one in pulled if one.error]
    if errors and not pulls:
        raise dg.Failure("\n".join(errors), allow_retries=False)
    days = sorted(day for pull in pulls for day in (pull.start, pull.end) if day)
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": sum(pull.records for pull in pulls),
            "pulls": len(pulls),
            "accounts": len({pull.account for pull in pulls}),
            "window": f"{days[0]}..{days[-1]}" if days else "whole",
            "control_totals": dg.MetadataValue.json(
                {pull.account: {k: str(v) for k, v in pull.totals.items()} for pull in pulls}
            ),
        },
        check_results=[
            dg.AssetCheckResult(
                check_name="every_account_came",
                passed=not errors,
                severity=dg.AssetCheckSeverity.WARN,
                metadata={"errors": dg.MetadataValue.md("\n\n".join(errors) or "none")},
            )
        ],
    )


def of_gate(gated: Gated, gate: str) -> dg.MaterializeResult:
    """A clean asset and its blocking check."""
    reasons = gated.blocked.reasons if gated.blocked else ()
    return dg.MaterializeResult(
        metadata=counts(gated),
        check_results=[
            dg.AssetCheckResult(
                check_name=gate,
                passed=not gated.blocked,
                metadata={
                    "refused": dg.MetadataValue.md("\n\n".join(reasons) or "nothing"),
                    "warnings": dg.MetadataValue.md("\n\n".join(gated.warnings) or "none"),
                },
            )
        ],
    )


def of_store(gated: Gated, warehouse: Path) -> dg.MaterializeResult:
    """A source asset: what was loaded, and where it lies."""
    shown = {
        "preview": dg.MetadataValue.md(preview(gated)),
        "path": dg.MetadataValue.path(warehouse),
    }
    return dg.MaterializeResult(metadata={**counts(gated), **shown})


def counts(gated: Gated) -> dict[str, Any]:
    """Where the records went; the parts add up to what was received."""
    each = [batch.counts for batch in gated.batches]
    days = sorted(day for b in gated.batches for day in (b.pull.start, b.pull.end) if day)
    return {
        "dagster/row_count": sum(one.good for one in each),
        "received": sum(one.received for one in each),
        "quarantined": sum(one.quarantined for one in each),
        "repeats": sum(one.repeats for one in each),
        "filtered": sum(one.filtered for one in each),
        "struck": sum(one.struck for one in each),
        "window": f"{days[0]}..{days[-1]}" if days else "whole",
        "control_total_difference": 0.0 if gated.stream.controls else "none given",
        "new_fields": ", ".join(sorted({name for b in gated.batches for name in b.drift}))
        or "none",
    }


def preview(gated: Gated) -> str:
    """A few rows without the columns that identify people, as a table."""
    people = [name for name in gated.stream.schema if name in gated.stream.people]
    for batch in gated.batches:
        rows = pl.scan_parquet(batch.good).drop(people).head(PREVIEW_ROWS).collect()
        if rows.height:
            with pl.Config(tbl_formatting="MARKDOWN", tbl_hide_column_data_types=True):
                return str(rows).partition("\n")[2]
    return "no rows"


def of_node(node: Node) -> dict[str, Any]:
    """A model or a test that dbt ran."""
    return {"seconds": node.seconds, "status": node.status, "message": node.message}


def of_publication(shown: Publication) -> dict[str, Any]:
    """What readers see now."""
    return {
        "dagster/row_count": sum(shown.tables.values()),
        "tables": len(shown.tables),
        "version": shown.version,
        "is_new": shown.is_new,
        "path": dg.MetadataValue.path(shown.path),
    }
