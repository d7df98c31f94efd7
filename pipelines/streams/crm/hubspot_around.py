"""HubSpot around contacts and deals, clean. Raw records: `connectors/crm/hubspot.py`.

A merged company names its losers in `merged_ids`. Owners leave here as their
id and their teams.
"""

from pipelines.streams import shared
from pipelines.streams.columns import boolean, text, timestamp
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
    always=("properties.name",),
    ignored=ENVELOPE,
    expectations=lambda gxe: shared.any_rows(gxe, "company_id"),
)

deal_companies = Stream(
    name="hubspot__deal_companies",
    grain="one row per deal and company linked to it",
    keys=("deal_id", "company_id"),
    explode="to",
    load="merge",
    replace_by=("deal_id",),
    columns={"deal_id": text("from.id"), "company_id": text("to.toObjectId")},
    ignored=("to",),
    expectations=lambda gxe: shared.any_rows(gxe, "deal_id", "company_id"),
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
    expectations=lambda gxe: shared.any_rows(gxe, "owner_id", "team_id"),
)
