"""A deal's links from the records HubSpot sent to the table: what was unlinked is gone."""

import json
from pathlib import Path

import pytest

from pipelines.lake import Lake
from pipelines.streams.clean import clean
from pipelines.streams.crm.hubspot_around import deal_contacts
from pipelines.warehouse import Warehouse
from tests.warehouse.made import DAY, at, ready, rows, store

pytestmark = pytest.mark.warehouse

LINKS = "select deal_id, contact_id from source.hubspot__deal_contacts order by all"


def land(folder: Path, warehouse: Warehouse, hour: int, *records: dict) -> None:
    """Records of one pull, kept raw, cleaned and stored."""
    lake = Lake(folder / "lake")
    with lake.new_pull(
        connector="hubspot",
        feed="deal_contacts",
        account="24000001",
        start=DAY,
        end=DAY,
        api_version="v3",
        pulled_at=at(hour),
    ) as writer:
        writer.write([json.dumps(record).encode() for record in records])
    assert writer.pull
    cleaned = clean(deal_contacts, lake.read_raw(writer.pull), hash_key="k" * 32)
    store(warehouse, deal_contacts, lake.write_clean(deal_contacts.name, writer.pull, cleaned))


def links(deal: str, *contacts: int) -> dict:
    kinds = [{"category": "HUBSPOT_DEFINED", "typeId": 3, "label": None}]
    far = [{"toObjectId": contact, "associationTypes": kinds} for contact in contacts]
    return {"from": {"id": deal}, "to": far}


def test_a_deal_that_lost_its_last_contact_loses_its_link(tmp_path: Path):
    warehouse = ready(tmp_path, [deal_contacts])
    land(tmp_path, warehouse, 1, links("1", 9001, 9002), links("2", 9003))
    assert rows(warehouse, LINKS) == [("1", "9001"), ("1", "9002"), ("2", "9003")]
    land(tmp_path, warehouse, 2, links("1"))
    assert rows(warehouse, LINKS) == [("2", "9003")]
    land(tmp_path, warehouse, 3, links("1", 9004), links("2"))
    assert rows(warehouse, LINKS) == [("1", "9004")]
