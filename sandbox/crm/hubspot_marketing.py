"""HubSpot's lists, forms, campaigns, marketing mails and stages of tickets, as its contract tells.

- Lists are searched by POST and page by `offset` while `hasMore`; the others page by `after`.
- Submissions of a form: the newest first, at most 50 a page, moments in milliseconds.
"""

from collections.abc import Callable
from typing import Any

from sandbox.crm.hubspot_words import invalid, refuse
from sandbox.dialogue import Reply, Request, Shape
from sandbox.telling import closing, grouped, moment, records, zulu

Row = dict[str, Any]
Call = tuple[str, str, Callable[[Request], Reply], Shape | None]
PAGED = Shape("results", "paging.next.after")


class Marketing:
    """What the portal keeps beside its objects."""

    def __init__(self, world: Any) -> None:
        self.items = grouped(records(world.hub_items), "item_kind")
        self.members = grouped(records(world.hub_members), "list_id")
        self.submissions = grouped(records(world.hub_submissions), "form_id")

    def calls(self) -> list[Call]:
        """Method, path, handler and shape of every call."""
        submissions = r"/form-integrations/v1/submissions/forms/[\w-]+"
        return [
            ("POST", "/crm/v3/lists/search", self.lists, Shape("lists", "offset")),
            ("GET", r"/crm/v3/lists/\w+/memberships", self.memberships, PAGED),
            ("GET", "/marketing/v3/forms", self.forms, PAGED),
            ("GET", submissions, self.submitted, PAGED),
            ("GET", "/marketing/v3/campaigns", self.campaigns, PAGED),
            ("GET", "/marketing/v3/emails", self.emails, PAGED),
            ("GET", "/crm/v3/pipelines/tickets", self.pipelines, None),
        ]

    def lists(self, request: Request) -> Reply:
        asked = request.json() or {}
        start, count = int(asked.get("offset", 0)), int(asked.get("count", 20))
        if not 1 <= count <= 500:
            return invalid("count must be at most 500")
        every = [listing(row, self.members) for row in self.items["list"]]
        shown = every[start : start + count]
        more = {"offset": start + len(shown), "hasMore": start + count < len(every)}
        return Reply(200, {"lists": shown, "total": len(every)} | more)

    def memberships(self, request: Request) -> Reply:
        number = request.path.split("/")[4]
        if number not in {row["item_id"] for row in self.items["list"]}:
            return refuse(404, "OBJECT_NOT_FOUND", f"List {number} does not exist")
        end = closing(request.today)
        told = [
            {"recordId": row["record_id"], "membershipTimestamp": zulu(row["joined_at"], 3)}
            for row in self.members.get(number, [])
            if row["joined_at"] < end
        ]
        return paged(request, told, 250)

    def forms(self, request: Request) -> Reply:
        told = [named(row) | {"formType": row["item_type"]} for row in self.items["form"]]
        return paged(request, told, 500)

    def submitted(self, request: Request) -> Reply:
        number = request.path.rpartition("/")[2]
        if number not in {row["item_id"] for row in self.items["form"]}:
            return refuse(404, "OBJECT_NOT_FOUND", f"Form {number} does not exist")
        end = closing(request.today)
        rows = [r for r in self.submissions.get(number, []) if r["submitted_at"] < end]
        rows.sort(key=lambda row: row["submitted_at"], reverse=True)
        return paged(request, [sent(place, row) for place, row in enumerate(rows)], 50)

    def campaigns(self, request: Request) -> Reply:
        wanted = request.params.get("properties", "").split(",")
        told = [campaign(row, wanted) for row in self.items["campaign"]]
        return paged(request, told, 100)

    def emails(self, request: Request) -> Reply:
        told = [mail(row) for row in self.items["marketing_email"]]
        return paged(request, told, 100)

    def pipelines(self, request: Request) -> Reply:
        stages = [
            {
                "id": row["item_id"],
                "label": row["item_name"],
                "displayOrder": order,
                "metadata": {
                    "ticketState": row["status"],
                    "isClosed": str(row["status"] == "CLOSED").lower(),
                },
                "archived": False,
            }
            for order, row in enumerate(self.items["ticket_stage"])
        ]
        line = {"id": "0", "label": "Support 客服", "displayOrder": 0, "archived": False}
        return Reply(200, {"results": [line | {"stages": stages}]})


def paged(request: Request, told: list[Row], most: int) -> Reply:
    """A page after a place in the list."""
    limit, after = request.params.get("limit", "20"), request.params.get("after") or "0"
    if not limit.isdigit() or not 1 <= int(limit) <= most or not after.isdigit():
        return invalid(f"limit must be at most {most}")
    end = int(after) + int(limit)
    body: Row = {"results": told[int(after) : end]}
    if end < len(told):
        body["paging"] = {"next": {"after": str(end)}}
    return Reply(200, body)


def named(row: Row) -> Row:
    """What everything has."""
    stamps = {"createdAt": zulu(row["created_at"], 3), "updatedAt": zulu(row["updated_at"], 3)}
    return {"id": row["item_id"], "name": row["item_name"], "archived": False} | stamps


def listing(row: Row, members: dict[str, list[Row]]) -> Row:
    """A list; what kind of object it holds is a number with a dash."""
    told = {name: value for name, value in named(row).items() if name not in ("id", "archived")}
    holds = members.get(row["item_id"]) or [{"object_type": "0-1"}]
    told |= {"listId": row["item_id"], "processingType": row["item_type"]}
    return told | {"objectTypeId": holds[0]["object_type"], "processingStatus": "COMPLETE"}


def campaign(row: Row, wanted: list[str]) -> Row:
    """A campaign; only the properties asked for."""
    known = {
        "hs_name": row["item_name"],
        "hs_campaign_status": row["status"],
        "hs_start_date": f"{row['start_date']}",
        "hs_end_date": f"{row['end_date']}",
    }
    told = {name: value for name, value in named(row).items() if name not in ("name", "archived")}
    return told | {"properties": {name: known[name] for name in wanted if name in known}}


def mail(row: Row) -> Row:
    """A marketing mail; a draft was never published and belongs to no campaign."""
    told = {"state": row["status"], "type": row["item_type"], "subject": row["item_name"]}
    told |= {"campaign": row["campaign_id"]} if row["campaign_id"] else {}
    told |= {"publishDate": zulu(row["published_at"], 3)} if row["published_at"] else {}
    return named(row) | told


def sent(place: int, row: Row) -> Row:
    """A submission; every seventh has no id of its own."""
    at = moment(row["submitted_at"])
    assert at is not None
    values = [{"name": "firstname", "value": "Somebody"}, {"name": "email", "value": row["email"]}]
    told: Row = {"submittedAt": round(at.timestamp() * 1000), "values": values}
    told |= {"pageUrl": f"https://www.qinghe.example/hello?email={row['email']}"}
    return told | ({} if place % 7 == 6 else {"conversionId": row["submission_id"]})
