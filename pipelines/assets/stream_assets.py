"""Any connector and its streams → assets: raw → clean (gated) → source. One factory for all."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import dagster as dg

from connectors.core import Connector, Feed, FileFeed, Folder
from pipelines.assets import metadata
from pipelines.assets.families import family_of
from pipelines.assets.resources import Loading, window_of
from pipelines.streams.spec import Stream

FIRST_DAY = "2024-01-01"
DAILY = dg.DailyPartitionsDefinition(start_date=FIRST_DAY, timezone="Asia/Shanghai")
GATE = "expectations"
LATE = dg.FreshnessPolicy.time_window(
    fail_window=timedelta(hours=36), warn_window=timedelta(hours=28)
)


def raw_key(connector: str, feed: str) -> dg.AssetKey:
    """raw/<connector>/<feed>."""
    return dg.AssetKey(["raw", connector, feed])


def key_of(layer: str, stream: Stream) -> dg.AssetKey:
    """clean/<connector>/<table> and source/<connector>/<table>."""
    return dg.AssetKey([layer, stream.connector, stream.table])


def assets_of(
    connector: Connector | Folder, streams: Sequence[Stream]
) -> Iterator[dg.AssetsDefinition]:
    """All assets of one connector."""
    for feed in connector.feeds.values():
        yield raw_asset(connector, feed)
    for stream in streams:
        yield clean_asset(stream)
        yield source_asset(stream)


def raw_asset(connector: Connector | Folder, feed: Feed | FileFeed) -> dg.AssetsDefinition:
    """What a platform sent for one feed, as sent, all accounts."""

    @dg.asset(
        key=raw_key(connector.name, feed.name),
        description=feed.doc or f"{feed.name} of {connector.name}, as sent.",
        group_name=family_of(connector.name),
        kinds={"python"},
        partitions_def=DAILY,
        backfill_policy=dg.BackfillPolicy.single_run(),
        check_specs=[
            dg.AssetCheckSpec("every_account_came", asset=raw_key(connector.name, feed.name))
        ],
    )
    def raw(context: dg.AssetExecutionContext, loading: Loading) -> dg.MaterializeResult:
        with loading.open(connector.name) as loader:
            between = window_of(context, loader)
            asks = loader.asks([connector.name], feeds=[feed.name], between=between)
            pulled = list(loader.pull(asks))
            loading.retry_if_time_heals(context.retry_number, pulled)
            loader.note([one.missing for one in pulled if one.missing])
        return metadata.of_pulls(pulled)

    return raw


def clean_asset(stream: Stream) -> dg.AssetsDefinition:
    """The waiting pulls of one stream, cleaned and judged; its gate blocks all that follows."""
    key = key_of("clean", stream)

    @dg.asset(
        key=key,
        deps=[raw_key(stream.connector, stream.feed)],
        description=stream.grain,
        group_name=family_of(stream.connector),
        kinds={"polars", "parquet"},
        partitions_def=DAILY,
        backfill_policy=dg.BackfillPolicy.single_run(),
        check_specs=[dg.AssetCheckSpec(GATE, asset=key, blocking=True)],
    )
    def cleaned(loading: Loading) -> dg.MaterializeResult:
        with loading.open(stream.connector) as loader:
            gated = loader.gate(stream, loader.waiting([stream])[stream.name])
            loader.note(gated.missing)
        return metadata.of_gate(gated, GATE)

    return cleaned


def source_asset(stream: Stream) -> dg.AssetsDefinition:
    """What passed the gate, in the warehouse; its windows replaced in one transaction."""

    @dg.asset(
        key=key_of("source", stream),
        deps=[key_of("clean", stream)],
        description=stream.grain,
        group_name=family_of(stream.connector),
        kinds={"duckdb"},
        pool="warehouse",
        freshness_policy=LATE,
    )
    def stored(loading: Loading) -> dg.MaterializeResult:
        with loading.open(stream.connector) as loader:
            gated = loader.accepted(stream, loader.waiting([stream])[stream.name])
            loader.store(gated)
        return metadata.of_store(gated, loader.warehouse.path)

    return stored
