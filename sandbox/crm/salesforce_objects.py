"""The world's leads and deals as Salesforce keeps them: objects, fields, and SOQL over them."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from sandbox.crm import salesforce_around as around
from sandbox.crm.desks import Desk, Row
from sandbox.crm.salesforce_around import STAMPS, contact_id, owner, stamps, utc_day
from sandbox.story.sales import DESKS, salesforce_id
from sandbox.telling import Prepared, instant, moment

ASKED = re.compile(
    r"SELECT (?P<what>.+?) FROM (?P<kind>\w+)"
    r"(?: WHERE (?P<where>.+?))?(?: ORDER BY (?P<order>[\w, ]+?))?\s*",
    re.S,
)
CONDITION = re.compile(r"(\w+) ?(>=|<=|<|>|=) ?(\S+)")
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    ">=": lambda value, edge: value >= edge,
    "<=": lambda value, edge: value <= edge,
    ">": lambda value, edge: value > edge,
    "<": lambda value, edge: value < edge,
    "=": lambda value, edge: value == edge,
}
PERSON = {"FirstName": "string", "LastName": "string", "Email": "email", "Phone": "phone"}
OBJECTS: dict[str, dict[str, str]] = {
    "Lead": {
        "Id": "id", "IsDeleted": "boolean", "MasterRecordId": "reference", **PERSON,
        "Company": "string", "Address": "address", "Status": "picklist", "LeadSource": "picklist",
        "OwnerId": "reference", "IsConverted": "boolean", "ConvertedDate": "date",
        "ConvertedContactId": "reference", "ConvertedOpportunityId": "reference",
        "ConvertedAccountId": "reference", "Sales_Team__c": "string", "MQL_At__c": "datetime",
        "Handed_Over_At__c": "datetime", "Accepted_At__c": "datetime",
        "First_Followup_At__c": "datetime", "SQL_At__c": "datetime",
        **STAMPS,
    },
    "Contact": {
        "Id": "id", "IsDeleted": "boolean", "MasterRecordId": "reference", **PERSON, **STAMPS,
        "AccountId": "reference", "MailingAddress": "address",
    },
    "Opportunity": {
        "Id": "id", "IsDeleted": "boolean", "Name": "string", "StageName": "picklist",
        "Amount": "currency", "CurrencyIsoCode": "picklist", "Probability": "percent",
        "CloseDate": "date", "IsClosed": "boolean", "IsWon": "boolean", "OwnerId": "reference",
        "AccountId": "reference", "CampaignId": "reference", "RecordTypeId": "reference",
        **STAMPS,
    },
    "OpportunityHistory": {
        "Id": "id", "OpportunityId": "reference", "StageName": "picklist", "Amount": "currency",
        "CloseDate": "date", "CreatedDate": "datetime", "SystemModstamp": "datetime",
        "IsDeleted": "boolean",
    },
    "OpportunityContactRole": {
        "Id": "id", "OpportunityId": "reference", "ContactId": "reference", "Role": "picklist",
        "IsPrimary": "boolean", "IsDeleted": "boolean", **STAMPS,
    },
    "OpportunityStage": {
        "Id": "id", "ApiName": "string", "MasterLabel": "string", "SortOrder": "int",
        "DefaultProbability": "percent", "IsClosed": "boolean", "IsWon": "boolean",
        "IsActive": "boolean", "SystemModstamp": "datetime",
    },
    **around.OBJECTS,
}  # fmt: skip
QUEUE = salesforce_id("00G", 1)  # nobody has taken the lead yet
UNTOUCHED = "Open - Not Contacted"
CHANCES = (10, 75, 90, 100, 0)


class Refused(Exception):
    """The platform's code and words for a question it cannot answer."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Objects:
    """Records by object as of a day, as values, not yet as text."""

    def __init__(self, world: Any) -> None:
        self.desk = Desk(world, "salesforce")
        self.ladder = next(desk.ladder for desk in DESKS if desk.platform == "salesforce")
        self.prepared = Prepared(keep=24)

    def of(self, kind: str, today: date) -> list[Row]:
        tell = {
            "Lead": self._leads, "Contact": self._contacts, "Opportunity": self._opportunities,
            "OpportunityHistory": self._history, "OpportunityContactRole": self._roles,
            "OpportunityStage": self._stages,
            "Account": lambda day: around.accounts(self.desk, day),
            "Campaign": lambda day: around.campaigns(self.desk, day),
            "CampaignMember": lambda day: around.members(self.desk, day),
            "CampaignMemberStatus": lambda day: around.member_statuses(self.desk, day),
            "Task": lambda day: around.activities(self.desk, day, calls=True),
            "Event": lambda day: around.activities(self.desk, day, calls=False),
            "User": lambda day: around.users(),
            "RecordType": lambda day: around.record_types(),
        }[kind]  # fmt: skip
        return self.prepared.get((kind, today), lambda: tell(today))

    def found(self, soql: str, today: date, everything: bool) -> tuple[str, list[str], list[Row]]:
        """Object, fields and rows of a question; `COUNT()` gives no fields."""
        asked = ASKED.fullmatch(soql)
        if asked is None:
            raise Refused("MALFORMED_QUERY", f"unexpected token: {soql[:40]}")
        kind, what = asked["kind"], asked["what"].strip()
        if kind not in OBJECTS:
            raise Refused("INVALID_TYPE", f"sObject type '{kind}' is not supported.")
        names = [] if what == "COUNT()" else [name.strip() for name in what.split(",")]
        order = [part.strip() for part in (asked["order"] or "").split(",") if part.strip()]
        conditions = [condition(text) for text in (asked["where"] or "").split(" AND ") if text]
        for name in (*names, *order, *(each[0] for each in conditions)):
            if name not in OBJECTS[kind]:
                raise Refused("INVALID_FIELD", f"No such column '{name}' on entity '{kind}'.")
        rows = [row for row in self.of(kind, today) if everything or not row.get("IsDeleted")]
        rows = [row for row in rows if all(fits(row[name]) for name, fits in conditions)]
        for name in reversed(order):
            rows.sort(key=lambda row, by=name: row[by])
        return kind, names, rows

    def _leads(self, today: date) -> list[Row]:
        return [
            {
                "Id": row["lead_id"],
                "IsDeleted": row["is_deleted"],
                "MasterRecordId": row["merged_into"] if row["is_deleted"] else None,
                **person(row),
                "Company": f"{row['name']} & Co",
                "Address": None,
                "Status": row["status"],
                "LeadSource": "Web",
                "OwnerId": QUEUE if row["status"] == UNTOUCHED else owner(row),
                "IsConverted": row["became_sql_at"] is not None,
                "ConvertedDate": utc_day(row["became_sql_at"]),
                "ConvertedAccountId": row["company_id"] if row["became_sql_at"] else None,
                "ConvertedContactId": contact_id(row) if row["became_sql_at"] else None,
                "ConvertedOpportunityId": row["deal_id"] if row["became_sql_at"] else None,
                "Sales_Team__c": row["team"],
                "MQL_At__c": row["became_mql_at"],
                "Handed_Over_At__c": row["handed_over_at"],
                "Accepted_At__c": row["accepted_at"],
                "First_Followup_At__c": row["first_followup_at"],
                "SQL_At__c": row["became_sql_at"],
                **stamps(row["created_at"], row["updated_at"]),
            }
            for row in self.desk.leads_at(today)
        ]

    def _contacts(self, today: date) -> list[Row]:
        converted = (row for row in self.desk.leads_at(today) if row["became_sql_at"])
        return [
            {
                "Id": contact_id(row),
                "IsDeleted": False,
                "MasterRecordId": None,
                **person(row),
                "AccountId": row["company_id"],
                "MailingAddress": None,
                **stamps(row["became_sql_at"], row["became_sql_at"]),
            }
            for row in converted
        ]

    def _opportunities(self, today: date) -> list[Row]:
        return [
            {
                "Id": row["deal_id"],
                "IsDeleted": row["is_deleted"],
                "Name": row["deal_name"],
                "StageName": row["stage"],
                "Amount": float(row["amount"]),
                "CurrencyIsoCode": row["currency_code"],
                "Probability": float(CHANCES[self.ladder.index(row["stage"])]),
                "CloseDate": utc_day(row["closed_at"] or row["updated_at"]),
                "IsClosed": row["is_closed"],
                "IsWon": row["is_won"],
                "OwnerId": owner(row),
                "AccountId": row["company_id"],
                "CampaignId": row["campaign_id"],
                "RecordTypeId": around.record_type(row),
                **stamps(row["created_at"], row["updated_at"]),
            }
            for row in self.desk.deals_at(today)
        ]

    def _history(self, today: date) -> list[Row]:
        """A deal begins with half of what it comes to, and is put off with each stage."""
        amounts = {row["deal_id"]: row["amount"] for row in self.desk.deals_at(today)}
        return [
            {
                "Id": salesforce_id("008", number),
                "OpportunityId": step["deal_id"],
                "StageName": step["stage"],
                "Amount": float(amounts[step["deal_id"]]) / (1 if step["place"] else 2),
                "CloseDate": utc_day(step["entered_at"] + timedelta(days=30)),
                "CreatedDate": step["entered_at"],
                "SystemModstamp": step["entered_at"],
                "IsDeleted": False,
            }
            for number, step in enumerate(self.desk.steps_at(today))
        ]

    def _roles(self, today: date) -> list[Row]:
        people = {row["lead_id"]: contact_id(row) for row in self.desk.leads_at(today)}
        return [
            {
                "Id": "00K" + row["deal_id"][3:],
                "OpportunityId": row["deal_id"],
                "ContactId": people[row["lead_id"]],
                "Role": "Decision Maker",
                "IsPrimary": True,
                "IsDeleted": False,
                **stamps(row["created_at"], row["created_at"]),
            }
            for row in self.desk.deals_at(today)
        ]

    def _stages(self, today: date) -> list[Row]:
        built = datetime(2024, 1, 2, 3, 4, 5)  # noqa: DTZ001  (a world's moment says UTC unsaid)
        return [
            {
                "Id": salesforce_id("01J", place),
                "ApiName": stage,
                "MasterLabel": stage,
                "SortOrder": place + 1,
                "DefaultProbability": float(CHANCES[place]),
                "IsClosed": place >= 3,
                "IsWon": place == 3,
                "IsActive": True,
                "SystemModstamp": moment(built),
            }
            for place, stage in enumerate(self.ladder)
        ]


def condition(text: str) -> tuple[str, Callable[[Any], bool]]:
    """One condition: a field and whether a value of it fits."""
    told = CONDITION.fullmatch(text.strip())
    if told is None:
        raise Refused("MALFORMED_QUERY", f"unexpected token: {text}")
    name, sign, literal = told.groups()
    edge: Any = instant(literal)
    if edge is None or literal.isdigit():
        edge = {"true": True, "false": False}.get(literal, literal.strip("'"))
    return name, lambda value: value is not None and COMPARE[sign](value, edge)


def person(row: Row) -> Row:
    email = row["email"]
    return {
        "FirstName": None,
        "LastName": row["name"],
        "Email": email.capitalize() if email else None,
        "Phone": row["phone"],
    }
