"""What sales keeps beside leads and deals: companies, campaigns and who answered, what was done.

A company comes with the first lead that is turned into a deal; two such leads share one. Salesforce
knows some companies twice: the younger one lost, and its winner is told.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import polars as pl

from sandbox.story.draw import DAY_MS, HOUR_MS, MOMENT, Scale, moments
from sandbox.story.sales import DESKS, salesforce_id

INDUSTRIES = ("户外用品", "家居", "百货", "礼品", "露营地")
DOUBLE = 50_000


@dataclass(frozen=True)
class Book:
    """How one CRM names what it keeps, and the words it has for it.

    `answered`: a member who answered, and one who did not; `kinds`: of its three campaigns.
    """

    platform: str
    region_code: str
    company_id: Callable[[int], str]
    campaign_id: Callable[[int], str]
    member_id: Callable[[int], str]
    answered: tuple[str, str]
    kinds: tuple[str, str, str]
    merges: bool = False
    logs: bool = False
    by_file: bool = False

    @property
    def account_id(self) -> str:
        """The account behind the interface, or the corp that exports lists."""
        mine = (self.platform, self.by_file)
        return next(one.account_id for one in DESKS if (one.platform, one.by_file) == mine)

    @property
    def name(self) -> str:
        """What its dice are called."""
        return f"{self.platform} files" if self.by_file else self.platform


BOOKS = (
    Book(
        "salesforce", "US", lambda n: salesforce_id("001", n), lambda n: salesforce_id("701", n),
        lambda n: salesforce_id("00v", n), ("Responded", "Sent"),
        ("Webinar", "Email", "Conference"), merges=True, logs=True,
    ),
    Book(
        "fxiaoke", "CNE", lambda n: f"6571f0a2c9e77b0003{n:06x}",
        lambda n: f"6671f0a2c9e77b0004{n:06x}", lambda n: f"6771f0a2c9e77b0005{n:06x}",
        ("attended", "invited"), ("webinar", "email", "exhibition"),
    ),
    Book(
        "xiaoshouyi", "CNS", lambda n: str(3_828_254_003_531_750_000 + n),
        lambda n: str(3_928_254_003_531_750_000 + n), lambda n: str(4_028_254_003_531_750_000 + n),
        ("3", "1"), ("1", "2", "3"), logs=True,
    ),
    # Lists show labels; that a lead came by a campaign is told on the lead, not how it answered.
    Book(
        "fxiaoke", "CNE", lambda n: f"6581f0a2c9e77b0003{n:06x}",
        lambda n: f"6681f0a2c9e77b0004{n:06x}", lambda n: f"6781f0a2c9e77b0005{n:06x}",
        ("unknown", "unknown"), ("线上直播", "邮件营销", "展会"), by_file=True,
    ),
    Book(
        "xiaoshouyi", "CNS", lambda n: str(3_838_254_003_531_750_000 + n),
        lambda n: str(3_938_254_003_531_750_000 + n), lambda n: str(4_038_254_003_531_750_000 + n),
        ("unknown", "unknown"), ("线上直播", "邮件营销", "展会"), by_file=True,
    ),
)  # fmt: skip


def customers(scale: Scale, leads: pl.DataFrame, deals: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """`sales_companies`, `sales_campaigns`, `sales_members`, `sales_activities`.

    Leads and deals come back with the company they belong to, deals with the campaign they are
    put down to.
    """
    companies, campaigns, members, activities, links = [], [], [], [], []
    for book in BOOKS:
        own = leads.filter(pl.col("account_id") == book.account_id)
        own = own.filter(pl.col("merged_into").is_null())
        own = own.sort("created_at", "lead_id")
        belonging = _belonging(book, own)
        links.append(belonging.select("platform", "lead_id", "company_id"))
        companies.append(_companies(book, belonging))
        listed = _campaigns(scale, book, own)
        campaigns.append(listed)
        members.append(_members(scale, book, own, listed))
        activities.append(_activities(scale, book, own))
    of_lead, keys = pl.concat(links), ["platform", "lead_id"]
    answered = pl.concat(members)
    first = answered.filter(~pl.col("is_deleted")).sort("created_at", "member_id")
    source = first.unique(keys, keep="first").select(*keys, "campaign_id")
    leads = leads.join(of_lead, on=keys, how="left", maintain_order="left")
    deals = deals.join(of_lead, on=keys, how="left", maintain_order="left")
    return {
        "sales_leads": leads,
        "sales_deals": deals.join(source, on=keys, how="left", maintain_order="left"),
        "sales_companies": pl.concat(companies),
        "sales_campaigns": pl.concat(campaigns),
        "sales_members": answered,
        "sales_activities": pl.concat(activities),
    }


def _belonging(book: Book, leads: pl.DataFrame) -> pl.DataFrame:
    """Leads that were turned into a deal, two to a company."""
    turned = leads.filter(pl.col("became_sql_at").is_not_null()).with_row_index("place")
    numbers = turned["place"] // 2
    names = [book.company_id(int(number)) for number in numbers]
    return turned.with_columns(number=numbers, company_id=pl.Series(names, dtype=pl.String))


def _companies(book: Book, belonging: pl.DataFrame) -> pl.DataFrame:
    made = belonging.group_by("number", maintain_order=True).agg(
        pl.col("platform", "account_id", "company_id", "owner").first(),
        company_name=pl.format("{}商贸", pl.col("brand_id").first()),
        created_at=pl.col("became_sql_at").min(),
    )
    made = made.with_columns(
        company_name=pl.format("{}{}号", "company_name", pl.col("number") + 1),
        industry=pl.Series(
            [INDUSTRIES[n % len(INDUSTRIES)] for n in made["number"]], dtype=pl.String
        ),
        merged_into=pl.lit(None, pl.String),
        deleted_at=pl.lit(None, MOMENT),
        updated_at=pl.col("created_at") + pl.duration(seconds=2),
        is_deleted=pl.lit(False),
    )
    losers = made.filter(pl.col("number") % 5 == 0) if book.merges else made[:0]
    ids = [book.company_id(int(number) + DOUBLE) for number in losers["number"]]
    over = pl.col("created_at") + pl.duration(hours=1)
    losers = losers.with_columns(
        merged_into="company_id", company_id=pl.Series(ids, dtype=pl.String),
        deleted_at=over, updated_at=over, is_deleted=pl.lit(True),
    )  # fmt: skip
    return pl.concat([made, losers.select(made.columns)]).drop("number")


def _campaigns(scale: Scale, book: Book, leads: pl.DataFrame) -> pl.DataFrame:
    """Three campaigns of a desk, made on the first day, touched lately, named by our rule."""
    account, made = leads["account_id"][0], scale.first_ms + HOUR_MS
    touched = [scale.end_ms - (number + 2) * DAY_MS for number in range(len(book.kinds))]
    rows = [
        (
            book.platform, account, book.campaign_id(number),
            f"QH_{book.region_code}_TENT_LEAD_PROSP_{code(kind, number)}_202611_CRM", kind,
            scale.first_day + timedelta(days=7 * number),
            scale.first_day + timedelta(days=7 * number + 20),
        )
        for number, kind in enumerate(book.kinds)
    ]  # fmt: skip
    names = ["platform", "account_id", "campaign_id", "campaign_name", "kind", "start_date"]
    table = pl.DataFrame(rows, schema=[*names, "end_date"], orient="row")
    return table.with_columns(
        created_at=moments([made] * len(rows)),
        updated_at=moments(touched),
        deleted_at=pl.lit(None, MOMENT),
        is_deleted=pl.lit(False),
    )


def code(kind: str, number: int) -> str:
    """The kind as names of campaigns have it: in Latin letters."""
    return kind.upper() if kind.isascii() else f"LIST{number}"


def _members(
    scale: Scale, book: Book, leads: pl.DataFrame, campaigns: pl.DataFrame
) -> pl.DataFrame:
    """Some leads are put into a campaign two hours after they came; a few are taken out again.

    Of a corp that exports lists a lead names the campaign it came by, and nothing moves any more.
    """
    dice = scale.dice(f"{book.name} members")
    invited = leads.filter(~pl.col("is_deleted") & pl.Series(dice.random(len(leads)) < 0.4))
    again = invited.filter(pl.Series(dice.random(len(invited)) < 0.15))
    again = again[:0] if book.by_file else again
    table = pl.concat([invited.with_columns(turn=0), again.with_columns(turn=1)])
    turn = table["turn"].to_numpy()
    joined = table["created_at"].cast(pl.Int64).to_numpy() + turn * DAY_MS
    joined = joined if book.by_file else joined + 2 * HOUR_MS
    place = np.where(turn == 0, dice.integers(0, 3, len(table)), 1)
    answered = dice.random(len(table)) < 0.6
    removed = (dice.random(len(table)) < 0.05) & (joined + 2 * DAY_MS < scale.end_ms)
    removed &= not book.by_file
    ids = campaigns["campaign_id"].to_list()
    table = table.select(
        "platform", "account_id", "lead_id", "person_id",
        campaign_id=pl.Series([ids[n] for n in place], dtype=pl.String),
        has_responded=pl.Series(answered),
        created_at=moments(joined),
        deleted_at=moments(np.where(removed, joined + DAY_MS, -1)),
        is_deleted=pl.Series(removed),
    ).unique(["lead_id", "campaign_id"], keep="first", maintain_order=True)  # fmt: skip
    table = table.filter(pl.col("created_at") < moments([scale.end_ms - 60_000])[0])
    words = (
        pl.when("has_responded").then(pl.lit(book.answered[0])).otherwise(pl.lit(book.answered[1]))
    )
    return table.with_columns(
        member_id=pl.Series([book.member_id(n) for n in range(len(table))], dtype=pl.String),
        status=words,
        updated_at=pl.max_horizontal("created_at", "deleted_at") + pl.duration(seconds=1),
    )


def _activities(scale: Scale, book: Book, leads: pl.DataFrame) -> pl.DataFrame:
    """Calls and meetings: the first when the lead was first followed up, some days after it."""
    dice = scale.dice(f"{book.name} activities")
    done = leads.filter(pl.col("first_followup_at").is_not_null() & ~pl.col("is_deleted"))
    done = done if book.logs else done[:0]
    later = done.filter(pl.Series(dice.random(len(done)) < 0.4))
    table = pl.concat([done.with_columns(turn=0), later.with_columns(turn=1)])
    at = pl.col("first_followup_at") + pl.duration(days=pl.col("turn"))
    table = table.select("platform", "account_id", "lead_id", "person_id", "owner", done_at=at)
    table = table.filter(pl.col("done_at") < moments([scale.end_ms - 60_000])[0])
    calls = pl.Series(dice.random(len(table)) < 0.7)
    return table.with_row_index("number").with_columns(
        is_call=calls, created_at="done_at", updated_at="done_at",
        deleted_at=pl.lit(None, MOMENT), is_deleted=pl.lit(False),
    )  # fmt: skip
