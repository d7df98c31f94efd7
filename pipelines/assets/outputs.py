"""What readers see: the publication, after every mart it shows was built and tested."""

from collections.abc import Iterable

import dagster as dg

from pipelines.assets import metadata
from pipelines.assets.resources import Loading
from pipelines.run import publish_now


def publication(marts: Iterable[dg.AssetKey]) -> dg.AssetsDefinition:
    """The published files, switched in one step."""

    @dg.asset(
        key=["published", "marketing"],
        deps=list(marts),
        description="Read-only DuckDB file and Parquet of all marts, switched at once.",
        group_name="published",
        kinds={"duckdb", "parquet"},
        pool="warehouse",
    )
    def published(loading: Loading) -> dg.MaterializeResult:
        with loading.open() as loader:
            shown = publish_now(loader)
        return dg.MaterializeResult(metadata=metadata.of_publication(shown))

    return published
