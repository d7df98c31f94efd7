"""The dbt project as assets, by subject: one failed stream blocks what depends on it, nothing else.

Tests are asset checks. The manifest is parsed before definitions load: a stale one breaks them.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import dagster as dg
import msgspec
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, dbt_assets

from pipelines.assets.metadata import of_node
from pipelines.assets.resources import Loading
from pipelines.build import Built, Dbt

WARN, ERROR = dg.AssetCheckSeverity.WARN, dg.AssetCheckSeverity.ERROR
UNIQUE_ID = "dagster_dbt/unique_id"

PROJECT_NAME = "marketing_warehouse"
SEEDS = "resource_type:seed"
# A stream's table and those kept beside it are one asset.
ONE_KEY = DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True)


class Names(DagsterDbtTranslator):
    """Asset keys and groups: sources are our source assets, models stand in their layer."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """source/<connector>/<table>, or <layer>/<model>."""
        if dbt_resource_props["resource_type"] != "source":
            return super().get_asset_key(dbt_resource_props)
        name, table = dbt_resource_props["source_name"], dbt_resource_props["name"]
        if "__" in table:
            return dg.AssetKey(["source", *table.split("__")[:2]])
        return dg.AssetKey([name, table])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The layer."""
        return dbt_resource_props.get("config", {}).get("schema") or "seeds"


def manifest_of(dbt: Dbt) -> dict[str, Any]:
    """The manifest of the project as it stands."""
    return msgspec.json.decode(dbt.parse().read_bytes())


def dbt_subjects(manifest: Mapping[str, Any]) -> list[dg.AssetsDefinition]:
    """The seeds, and one set of assets per subject: a folder of models, built in one step.

    A step waits for all its sources, and a failed one stops what follows from it: a folder holds
    what belongs together and no more.
    """
    nodes = manifest["nodes"].values()
    folders = {".".join(one["fqn"][1:-1]) for one in nodes if one["resource_type"] == "model"}
    models = [
        subject(manifest, name.replace(".", "_"), f"fqn:{PROJECT_NAME}.{name}.*")
        for name in sorted(folders)
    ]
    return [subject(manifest, "seeds", SEEDS), *models]


def subject(manifest: Mapping[str, Any], name: str, select: str) -> dg.AssetsDefinition:
    """The models of one subject, built and tested in one step."""

    @dbt_assets(
        manifest=manifest,
        select=select,
        name=f"dbt_{name}",
        dagster_dbt_translator=Names(ONE_KEY),
        pool="warehouse",
    )
    def models(context: dg.AssetExecutionContext, loading: Loading) -> Iterator[Any]:
        # Dagster may split a subject into steps, some of tests only: build exactly this share.
        by_key = models_by_key(context.assets_def)
        share = [by_key[key].rpartition(".")[2] for key in context.selected_asset_keys]
        share += [check.name for check in context.selected_asset_check_keys]
        with loading.dbt() as dbt:
            manifest = read_once(dbt, dbt.fingerprint)
            built = dbt.build(select=sorted(share), only_named=True, manifest=manifest)
        yield from told(context.assets_def, built)
        if not built.is_right:
            failed = [f"{node.name}: {node.message}" for node in built.failed]
            raise dg.Failure("\n".join([*failed, built.error]).strip(), allow_retries=False)

    return models


@lru_cache(maxsize=1)
def read_once(dbt: Dbt, _fingerprint: str) -> Any:
    """dbt's manifest of the project with this content: a run reads it once."""
    return dbt.read()


def models_by_key(assets: dg.AssetsDefinition) -> dict[dg.AssetKey, str]:
    """Asset key → dbt's own identifier."""
    return {spec.key: str(spec.metadata[UNIQUE_ID]) for spec in assets.specs}


def told(assets: dg.AssetsDefinition, built: Built) -> Iterator[Any]:
    """What dbt did, as materialisations and check results."""
    keys = {unique_id: key for key, unique_id in models_by_key(assets).items()}
    checks = {str(spec.metadata[UNIQUE_ID]): spec for spec in assets.check_specs}
    for node in built.nodes:
        if node.unique_id in keys and node.status == "success":
            yield dg.MaterializeResult(asset_key=keys[node.unique_id], metadata=of_node(node))
        elif node.unique_id in checks:
            spec = checks[node.unique_id]
            yield dg.AssetCheckResult(
                asset_key=spec.asset_key,
                check_name=spec.name,
                passed=node.status == "pass",
                severity=WARN if node.status == "warn" else ERROR,
                metadata=of_node(node),
            )
