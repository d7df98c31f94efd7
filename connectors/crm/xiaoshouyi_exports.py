"""Xiaoshouyi 销售易 by file. Columns: docs/connectors/xiaoshouyi_exports.md

- A list is known by its headings; without the column of ids it is refused.
- Owners are names there, choices are labels, times are of China.
"""

from pathlib import Path

from connectors.core import Folder, Records
from connectors.crm.exports import listed, named
from connectors.crm.layouts import ACCOUNTS, CAMPAIGNS, CONTACTS, LEADS, OPPORTUNITIES

VENDOR = "销售易"
xiaoshouyi_exports = Folder(name="xiaoshouyi_exports", has_accounts=True)


@xiaoshouyi_exports.feed(*named(LEADS.word))
def leads(path: Path) -> Records:
    """One record per lead 线索 of the list."""
    return listed(path, VENDOR, LEADS)


@xiaoshouyi_exports.feed(*named(OPPORTUNITIES.word))
def opportunities(path: Path) -> Records:
    """One record per opportunity 商机 of the list."""
    return listed(path, VENDOR, OPPORTUNITIES)


@xiaoshouyi_exports.feed(*named(ACCOUNTS.word))
def accounts(path: Path) -> Records:
    """One record per company 客户 of the list."""
    return listed(path, VENDOR, ACCOUNTS)


@xiaoshouyi_exports.feed(*named(CONTACTS.word))
def contacts(path: Path) -> Records:
    """One record per contact 联系人 of the list."""
    return listed(path, VENDOR, CONTACTS)


@xiaoshouyi_exports.feed(*named(CAMPAIGNS.word))
def campaigns(path: Path) -> Records:
    """One record per campaign 市场活动 of the list."""
    return listed(path, VENDOR, CAMPAIGNS)
