"""An Eventbrite ticket or order with what its lists and addresses say put in front, plainly."""

import msgspec

from connectors.core import Page, Raw, decoder, with_fields


class Barcode(msgspec.Struct):
    status: str = ""
    changed: str | None = None


class Profile(msgspec.Struct):
    email: str | None = None


class Ticket(msgspec.Struct):
    id: str
    changed: str = ""
    barcodes: list[Barcode] | None = None
    profile: Profile | None = None
    email: str | None = None  # an order tells its buyer's plainly


class Telling:
    """Tells each version of a ticket once; in front of it:

    - `scanned_at`: when its barcode was used last;
    - `is_staff`: one of our own addresses holds it (`staff_domains`), it is a test and no guest.
    """

    def __init__(self, staff_domains: str) -> None:
        domains = (one.strip().lower() for one in staff_domains.split(","))
        self._staff = tuple(f"@{one}" for one in domains if one)
        self._told: set[tuple[str, str]] = set()

    def __call__(self, page: Page, until: str = "9999") -> Page:
        """The page without what changed after `until`, which a later window brings."""
        new = self._new(page, until)
        return Page([self._plain(*one) for one in new], repeats=page.repeats)

    def orders(self, page: Page, until: str) -> Page:
        """The same of orders, which are scanned by nobody."""
        told = [
            with_fields(record, {"is_staff": self._is_staff(order.email)})
            for record, order in self._new(page, until)
        ]
        return Page(told, repeats=page.repeats)

    def _new(self, page: Page, until: str) -> list[tuple[Raw, Ticket]]:
        read = ((record, decoder(Ticket).decode(record)) for record in page.records)
        return [(record, ticket) for record, ticket in read if self._is_new(ticket, until)]

    def _is_new(self, ticket: Ticket, until: str) -> bool:
        version = (ticket.id, ticket.changed)
        if ticket.changed > until or version in self._told:
            return False
        self._told.add(version)
        return True

    def _plain(self, record: Raw, ticket: Ticket) -> Raw:
        used = [one.changed or "" for one in ticket.barcodes or () if one.status == "used"]
        is_staff = self._is_staff(ticket.profile.email if ticket.profile else None)
        return with_fields(record, {"scanned_at": max(used, default=None), "is_staff": is_staff})

    def _is_staff(self, mail: str | None) -> bool:
        return (mail or "").strip().lower().endswith(self._staff)
