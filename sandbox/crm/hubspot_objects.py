"""The world's contacts and deals as HubSpot keeps them: text, history, links, pipelines."""

from datetime import date, datetime
from typing import Any

from sandbox.crm import hubspot_around as around
from sandbox.telling import Prepared, closing, grouped, moment, plain, records, zulu

DEFAULTS = {
    "contacts": (
        "createdate",
        "email",
        "firstname",
        "hs_object_id",
        "lastmodifieddate",
        "lastname",
    ),
    "deals": (
        "amount",
        "closedate",
        "createdate",
        "dealname",
        "dealstage",
        "hs_lastmodifieddate",
        "hs_object_id",
        "pipeline",
    ),
    "companies": ("createdate", "domain", "hs_lastmodifieddate", "hs_object_id", "name"),
}
CURSORS = {
    "contacts": "lastmodifieddate",
    "deals": "hs_lastmodifieddate",
    "companies": "hs_lastmodifieddate",
}
DEFAULTS |= {kind: ("createdate", *names) for kind, names in around.TEXTS.items()}
CURSORS |= dict.fromkeys(around.TEXTS, "hs_lastmodifieddate")
ACTIVITIES = ("calls", "emails", "meetings", "notes", "tasks")
DEFAULTS |= dict.fromkeys(ACTIVITIES, ("createdate", "hs_lastmodifieddate", "hs_timestamp"))
CURSORS |= dict.fromkeys(ACTIVITIES, "hs_lastmodifieddate")
COMPANY_TEXTS = ("name", "domain", "industry", "country", "hs_merged_object_ids")
STEPS = {
    "hs_v2_date_entered_lead": "became_lead_at",
    "hs_v2_date_entered_marketingqualifiedlead": "became_mql_at",
    "hs_v2_date_entered_salesqualifiedlead": "became_sql_at",
    "hs_v2_date_entered_opportunity": "became_opportunity_at",
    "hs_v2_date_entered_customer": "became_customer_at",
    "handed_over_at": "handed_over_at",
    "accepted_at": "accepted_at",
    "hs_sa_first_engagement_date": "first_followup_at",
}
TIMES = {
    "hs_timestamp",
    "createdate",
    "closedate",
    "lastmodifieddate",
    "hs_lastmodifieddate",
    *STEPS,
    *around.TIMES,
}
TEXTS = {
    "email": "email",
    "phone": "phone",
    "lastname": "name",
    "member_no": "member_no",
    "hs_analytics_source": "hs_source",
    "utm_source": "utm_source",
    "utm_campaign": "utm_campaign",
    "lifecyclestage": "lifecycle_stage",
    "hs_lead_status": "lead_status",
    "hubspot_owner_id": "owner_id",
    "sales_team": "sales_team",
    "hs_merged_object_ids": "merged_ids",
}
DEAL_TEXTS = (
    "amount",
    "deal_currency_code",
    "dealname",
    "dealstage",
    "pipeline",
    "hubspot_owner_id",
)
ENDS = {"deals": "deal", "contacts": "contact", "companies": "company"}
FLOOD = 12_000
FLAGS = ("hs_is_closed_won", "hs_is_closed")
Row = dict[str, Any]


def catalogue(kind: str) -> list[dict[str, str]]:
    """The property catalogue of one kind."""
    numbers = {"amount", "price", "quantity"}
    texts: dict[str, tuple[str, ...]]
    texts = {"contacts": (*TEXTS, "firstname"), "deals": DEAL_TEXTS, "companies": COMPANY_TEXTS}
    texts |= dict.fromkeys(ACTIVITIES, ("hubspot_owner_id",)) | around.TEXTS
    names, flags = set(texts[kind]), set(FLAGS) if kind == "deals" else set()
    more = {"contacts": set(STEPS), "deals": {"closedate"}} | around.TIMES_OF
    times = {"createdate", CURSORS[kind]} | more.get(kind, {"hs_timestamp"})
    types = (
        {n: "string" for n in names} | {n: "bool" for n in flags} | {n: "datetime" for n in times}
    )
    types |= {n: "number" for n in numbers & names}
    return [{"name": n, "label": n, "type": types[n], "fieldType": "text"} for n in sorted(types)]


class Objects:
    """Records by kind as of a day."""

    def __init__(self, world: Any) -> None:
        self.contacts = records(world.contacts)
        self.deals = records(world.deals)
        self.companies = records(world.companies)
        self.stages = grouped(records(world.deal_stages.sort("entered_at")), "deal_id")
        self.pipelines = pipelines_of(records(world.deal_pipelines))
        owners = sorted({row["owner_id"] for row in self.contacts})
        self.owners = [owner(number, id_) for number, id_ in enumerate(owners)]
        self.around = around.Around(world)
        self.prepared = Prepared(keep=32)

    def of(self, kind: str, today: date) -> list[dict[str, Any]]:
        """All records of a kind that exist at the beginning of `today`."""

        def make() -> list[dict[str, Any]]:
            now = closing(today)
            if kind in around.TEXTS:
                return self.around.of(kind, now)
            if kind in ACTIVITIES:
                mine = [row for row in self.contacts if did(row) == kind]
                return [a for row in mine if before((a := activity(row))["at"], now)]
            rows, tell = {
                "contacts": (self.contacts, contact),
                "deals": (self.deals, self.deal),
                "companies": (self.companies, company),
            }[kind]
            return [tell(row, now) for row in rows if before(row["created_at"], now)]

        return self.prepared.get((kind, today), make)

    def flood(self) -> list[dict[str, Any]]:
        """12,000 contacts stamped alike by one import: more than a search can page through."""
        return self.prepared.get("flood", lambda: [imported(n) for n in range(FLOOD)])

    def deal(self, row: Row, now: datetime) -> dict[str, Any]:
        """A deal stands in the last stage it entered by then."""
        steps = [s for s in self.stages.get(row["deal_id"], []) if before(s["entered_at"], now)]
        done = before(row["updated_at"], now)
        closed = row["closed_at"] if before(row["closed_at"], now) else None
        updated = row["updated_at"] if done or not steps else steps[-1]["entered_at"]
        properties = {
            "hs_object_id": row["deal_id"],
            "dealname": row["deal_name"],
            "hubspot_owner_id": row["owner_id"],
            "amount": plain(row["amount"]),
            "deal_currency_code": row["currency_code"],
            "pipeline": row["pipeline_id"],
            "dealstage": steps[-1]["stage_id"] if steps else row["stage_id"],
            "createdate": zulu(row["created_at"], 3),
            "closedate": zulu(closed, 3),
            "hs_lastmodifieddate": zulu(updated, 3),
            "hs_is_closed_won": "true" if closed and row["is_won"] else "false",
            "hs_is_closed": "true" if closed and row["is_closed"] else "false",
        }
        history = [
            {"value": s["stage_id"], "timestamp": zulu(s["entered_at"], 3), "sourceType": "CRM_UI"}
            for s in reversed(steps)
        ]
        return {
            "id": row["deal_id"],
            "cursor": CURSORS["deals"],
            "properties": properties,
            "history": {"dealstage": history},
        } | ending(row, now)

    def links(self, start: str, end: str, today: date) -> dict[str, list[dict[str, Any]]]:
        """Who is linked with whom; ids of the far end are numbers here."""
        if start in ACTIVITIES or start in around.BELONGS:
            return {one["id"]: [linked(one["of"], 194)] for one in self.of(start, today)}
        found: dict[str, list[dict[str, Any]]] = {}
        now = closing(today)
        for place, deal in enumerate(self.deals):
            ends = {kind: deal[f"{column}_id"] for kind, column in ENDS.items()}
            if not before(deal["created_at"], now) or not ends[start] or not ends[end]:
                continue
            label = "Primary" if end == "companies" else None
            far = linked(ends[end], 3 if start == "deals" else 4, label)
            found.setdefault(ends[start], []).append(far)
            if label and place % 5 == 4:  # another company that has a hand in it
                found[ends[start]].insert(0, linked(self.deals[0]["company_id"], 342))
        return found


def linked(far: str, type_id: int, label: str | None = None) -> dict[str, Any]:
    """A link to an object, whose id is a number here; a labelled one is told unlabelled too."""
    types = [{"category": "HUBSPOT_DEFINED", "typeId": type_id, "label": label}]
    if label:
        types.append({"category": "HUBSPOT_DEFINED", "typeId": 341, "label": None})
    return {"toObjectId": int(far), "associationTypes": types}


def contact(row: Row, now: datetime) -> dict[str, Any]:
    """A contact with only the steps it had taken by then."""
    steps = {name: row[at] if before(row[at], now) else None for name, at in STEPS.items()}
    taken = [at for at in (row["created_at"], *steps.values()) if at is not None]
    updated = row["updated_at"] if before(row["updated_at"], now) else max(taken)
    properties = {name: row[column] for name, column in TEXTS.items()}
    properties |= {name: zulu(at, 3) for name, at in steps.items()}
    properties |= {
        "hs_object_id": row["contact_id"],
        "firstname": None,
        "createdate": zulu(row["created_at"], 3),
        "lastmodifieddate": zulu(updated, 3),
    }
    body = {"id": row["contact_id"], "cursor": CURSORS["contacts"], "properties": properties}
    return body | {"history": {}} | ending(row, now)


def did(row: Row) -> str | None:
    """How somebody first got in touch with a contact, if they did."""
    if row["first_followup_at"] is None:
        return None
    return ACTIVITIES[int(row["contact_id"]) % len(ACTIVITIES)]


def activity(row: Row) -> dict[str, Any]:
    """The first follow-up of a contact, logged as it was done."""
    at = zulu(row["first_followup_at"], 3)
    times = {"hs_timestamp": at, "createdate": at, "hs_lastmodifieddate": at}
    number = f"77{row['contact_id']}"
    properties = {"hs_object_id": number, "hubspot_owner_id": row["owner_id"], **times}
    body = {"id": number, "of": row["contact_id"], "at": row["first_followup_at"], "history": {}}
    body |= {"properties": properties, "cursor": "hs_lastmodifieddate"}
    return body | {"archived": False, "archivedAt": None}


def company(row: Row, now: datetime) -> dict[str, Any]:
    """A company; it never changes after it was made."""
    properties = {
        "hs_object_id": row["company_id"],
        "name": row["company_name"],
        "domain": None,
        "industry": row["industry"],
        "country": "China",
        "hs_merged_object_ids": row["merged_ids"],
        "createdate": zulu(row["created_at"], 3),
        "hs_lastmodifieddate": zulu(row["updated_at"], 3),
    }
    body = {"id": row["company_id"], "cursor": CURSORS["companies"], "properties": properties}
    return body | {"history": {}} | ending(row, now)


def owner(number: int, id_: str) -> dict[str, Any]:
    """An owner and the teams they are in; the last one has left."""
    team = {"id": str(number % 2), "name": "Sales West" if number % 2 else "销售一部"}
    told = {"id": id_, "email": f"owner{id_}@company.example", "archived": number == 7}
    return told | {"teams": [team | {"primary": True}]}


def imported(place: int) -> dict[str, Any]:
    """One of the flood; the ids pass from three digits to five."""
    number = str(place + 990)
    names = {*TEXTS, *STEPS, "firstname"}
    properties: dict[str, Any] = dict.fromkeys(names) | {"hs_object_id": number}
    properties |= {"email": f"import.{number}@mail.example", "lifecyclestage": "lead"}
    stamp = "2026-11-10T03:00:00.000Z"
    properties |= {"createdate": stamp, "lastmodifieddate": stamp}
    body = {"id": number, "cursor": CURSORS["contacts"], "properties": properties, "history": {}}
    return body | {"archived": False, "archivedAt": None}


def ending(row: Row, now: datetime) -> dict[str, Any]:
    archived = bool(row["is_archived"]) and before(row["archived_at"], now)
    return {"archived": archived, "archivedAt": zulu(row["archived_at"], 3) if archived else None}


def before(value: datetime | None, now: datetime) -> bool:
    at = moment(value)
    return at is not None and at < now


def pipelines_of(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Pipelines with their stages; numbers and flags of a stage are text."""
    return [
        {
            "id": pipeline,
            "label": stages[0]["pipeline_label"],
            "displayOrder": order,
            "archived": False,
            "stages": [
                {
                    "id": stage["stage_id"],
                    "label": stage["stage_label"],
                    "displayOrder": stage["display_order"],
                    "metadata": {
                        "isClosed": str(stage["is_closed"]).lower(),
                        "probability": plain(stage["probability"], 1),
                    },
                    "archived": False,
                }
                for stage in stages
            ],
        }
        for order, (pipeline, stages) in enumerate(grouped(rows, "pipeline_id").items())
    ]
