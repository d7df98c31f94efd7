"""HubSpot around contacts and deals, clean. Raw records: `connectors/crm/hubspot.py`.

A merged company names its losers in `merged_ids`. Owners leave here as their
id and their teams.
"""

from pipelines.streams import shared
from pipelines.streams.columns import boolean, count, number, text, timestamp
from pipelines.streams.crm.hubspot import ENVELOPE
from pipelines.streams.spec import Stream

COMPANY = {
    "company_id": text("id"),
    "company_name": text("properties.name"),
    "industry": text("properties.industry"),
    "owner_id": text("properties.hubspot_owner_id"),
    "merged_ids": text("properties.hs_merged_object_ids"),
    "created_at": timestamp("properties.createdate", required=True),
    "updated_at": timestamp("properties.hs_lastmodifieddate", required=True),
}


def links_of_deals(kind: str, key: str) -> Stream:
    """What deals are linked to, and how; a changed deal comes with all its links, or with none."""
    return Stream(
        name=f"hubspot__deal_{kind}",
        grain=f"one row per deal, {key.removesuffix('_id')} linked to it and kind of link",
        keys=("deal_id", key, "link_type_id"),
        explode=("to", "to.associationTypes"),
        load="merge",
        replace_by=("deal_id",),
        columns={
            "deal_id": text("from.id"),
            key: text("to.toObjectId"),
            "link_type_id": text("to.associationTypes.typeId"),
            "link_label": text("to.associationTypes.label"),
        },
        ignored=("to", "to.associationTypes.category"),
    )


companies = Stream(
    name="hubspot__companies",
    grain="one row per company, its newest version",
    keys=("company_id",),
    load="merge",
    newest="updated_at",
    columns=COMPANY,
    always=("properties.name",),
    ignored=ENVELOPE,
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "company_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="company_name", mostly=0.5, severity="warning"),
    ],
)

archived_companies = Stream(
    name="hubspot__archived_companies",
    grain="one row per archived company",
    keys=("company_id",),
    columns={**COMPANY, "archived_at": timestamp("archivedAt", required=True)},
    ignored=ENVELOPE,
)
deal_contacts = links_of_deals("contacts", "contact_id")
deal_companies = links_of_deals("companies", "company_id")

activities = Stream(
    name="hubspot__activities",
    grain="one row per call, e-mail, meeting, note or task, its newest version",
    keys=("activity_id",),
    load="merge",
    newest="updated_at",
    columns={
        "activity_id": text("id"),
        "activity_kind": text("kind", required=True),
        "contact_id": text("contact_id"),
        "owner_id": text("properties.hubspot_owner_id"),
        "done_at": timestamp("properties.hs_timestamp"),
        "created_at": timestamp("properties.createdate", required=True),
        "updated_at": timestamp("properties.hs_lastmodifieddate", required=True),
    },
    ignored=ENVELOPE,
)

owners = Stream(
    name="hubspot__owners",
    grain="one row per owner and team they are in",
    keys=("owner_id", "team_id"),
    explode="teams",
    may_lack=True,
    columns={
        "owner_id": text("id"),
        "team_id": text("teams.id"),
        "team_name": text("teams.name"),
        "is_primary": boolean("teams.primary", absent=False),
        "is_archived": boolean("archived", absent=False),
    },
    ignored=(
        *("email", "firstName", "lastName", "userId", "userIdIncludingInactive", "type"),
        *("createdAt", "updatedAt", "teams"),
    ),
)

deal_stage_history = Stream(
    name="hubspot__deal_stage_history",
    grain="one row per deal and moment at which it entered a stage",
    keys=("deal_id", "entered_at"),
    feed="deal_histories",
    explode="propertiesWithHistory.dealstage",
    load="merge",
    replace_by=("deal_id",),
    columns={
        "deal_id": text("id"),
        "entered_at": timestamp("propertiesWithHistory.dealstage.timestamp"),
        "stage_id": text("propertiesWithHistory.dealstage.value", required=True),
    },
    ignored=(*ENVELOPE, "propertiesWithHistory.dealstage"),
)

deal_pipelines = Stream(
    name="hubspot__deal_pipelines",
    grain="one row per pipeline and stage",
    keys=("pipeline_id", "stage_id"),
    explode="stages",
    columns={
        "pipeline_id": text("id"),
        "pipeline_label": text("label"),
        "stage_id": text("stages.id"),
        "stage_label": text("stages.label"),
        "display_order": count("stages.displayOrder", absent=None),
        "probability": number("stages.metadata.probability"),
        "is_closed": boolean("stages.metadata.isClosed", absent=False),
    },
    ignored=("displayOrder", "archived", "createdAt", "updatedAt", "stages"),
    expectations=lambda gxe: [
        *shared.some_rows(gxe, "pipeline_id", "stage_id"),
        gxe.ExpectColumnValuesToBeBetween(column="probability", min_value=0, max_value=1),
    ],
)
