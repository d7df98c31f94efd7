"""HubSpot's side of the story: contacts, leads and deals."""

import numpy as np
import polars as pl

from sandbox.story.draw import DAY_MS, HOUR_MS, Scale, moments, money

SOURCES = {
    "google_search": "PAID_SEARCH", "google_pmax": "PAID_SEARCH", "meta_ads": "PAID_SOCIAL",
    "tiktok_ads": "PAID_SOCIAL", "ocean_engine": "PAID_SOCIAL", "wechat_article": "SOCIAL_MEDIA",
    "youtube_organic": "SOCIAL_MEDIA", "xiaohongshu_organic": "SOCIAL_MEDIA",
    "kol": "OTHER_CAMPAIGNS",
    "email": "EMAIL_MARKETING", "sms": "OTHER_CAMPAIGNS", "organic_search": "ORGANIC_SEARCH",
    "referral": "REFERRALS", "direct": "DIRECT_TRAFFIC", "unassigned": "OTHER_CAMPAIGNS",
    "baidu_search": "PAID_SEARCH", "microsoft_search": "PAID_SEARCH", "tencent_ads": "PAID_SOCIAL",
    "xiaohongshu_ads": "PAID_SOCIAL", "kuaishou_ads": "PAID_SOCIAL",
    "linkedin_ads": "PAID_SOCIAL",
}  # fmt: skip
STATUS = ["NEW", "OPEN", "QUALIFIED", "UNQUALIFIED"]
PIPELINES = pl.DataFrame(
    [
        ("default", "Sales pipeline 销售", "appointmentscheduled", "Appointment 预约", 0, 0.2,
         False),
        ("default", "Sales pipeline 销售", "qualifiedtobuy", "Qualified 已确认", 1, 0.4, False),
        ("default", "Sales pipeline 销售", "contractsent", "Contract sent 已发合同", 2, 0.8, False),
        ("default", "Sales pipeline 销售", "closedwon", "Won 赢单", 3, 1.0, True),
        ("default", "Sales pipeline 销售", "closedlost", "Lost 输单", 4, 0.0, True),
        ("31000077", "Partners 渠道", "310000771", "Talking 洽谈", 0, 0.3, False),
        ("31000077", "Partners 渠道", "310000772", "Terms 条款", 1, 0.6, False),
        ("31000077", "Partners 渠道", "310000773", "Signed 签约", 2, 1.0, True),
        ("31000077", "Partners 渠道", "310000774", "Given up 放弃", 3, 0.0, True),
    ],
    schema=[
        "pipeline_id", "pipeline_label", "stage_id", "stage_label", "display_order", "probability",
        "is_closed",
    ],
    orient="row",
)  # fmt: skip
LADDERS = {
    "default": (
        "appointmentscheduled",
        "qualifiedtobuy",
        "contractsent",
        "closedwon",
        "closedlost",
    ),
    "31000077": ("310000771", "310000771", "310000772", "310000773", "310000774"),
}


def crm(scale: Scale, people: pl.DataFrame, visits: pl.DataFrame, orders: pl.DataFrame):
    """`contacts`, `leads`, `deals`, `deal_stages`, `deal_pipelines`, `companies`."""
    contacts = _contacts(scale, people, visits, orders)
    deals, stages = _deals(scale, contacts, people)
    won = deals.filter("is_won").group_by("contact_id").agg(won_at=pl.col("closed_at").min())
    opened = deals.group_by("contact_id").agg(opened_at=pl.col("created_at").min())
    contacts = contacts.join(won, on="contact_id", how="left", maintain_order="left")
    contacts = contacts.join(opened, on="contact_id", how="left", maintain_order="left")
    contacts = _finished(contacts)
    here = contacts.filter(~pl.col("is_archived") & pl.col("lead_status").is_not_null())
    leads = here.rename({"contact_id": "lead_id", "lead_status": "status"}).select(
        "lead_id", "person_id", "created_at", "source_channel", "hs_source", "status",
        "became_mql_at",
        "became_sql_at", "became_opportunity_at", "became_customer_at", "handed_over_at",
        "accepted_at", "first_followup_at",
    )  # fmt: skip
    deals, companies = _companies(deals)
    return {
        "companies": companies,
        "contacts": contacts,
        "leads": leads,
        "deals": deals,
        "deal_stages": stages,
        "deal_pipelines": PIPELINES,
    }


def _contacts(scale, people, visits, orders) -> pl.DataFrame:
    dice = scale.dice("contacts")
    first = visits.filter("known").unique("number", keep="first", maintain_order=True)
    luck = dice.random(len(first))
    chosen = (
        visits.filter("known")
        .group_by("number", maintain_order=True)
        .agg(pl.all().gather(pl.len() // 2).first())
    )
    lead = pl.Series(luck < 0.30)
    customers = orders.select("person_id").unique()
    is_customer = first["person_id"].is_in(customers["person_id"].implode())
    keep = lead | (is_customer & pl.Series(dice.random(len(first)) < 0.4))
    offline = pl.Series(dice.random(len(first)) < 0.05) & lead
    table = chosen.with_columns(is_lead=lead, offline=offline).filter(keep)
    spread = pl.Series(dice.integers(1_000, 5_000, len(table)))
    created = (
        pl.when("offline")
        .then(pl.col("start_ms") - 3 * DAY_MS)
        .otherwise(pl.col("start_ms") + spread)
    )
    table = table.with_columns(created_ms=created.clip(lower_bound=scale.first_ms + 60_000))
    table = table.sort("created_ms", "number").join(
        people.select("number", "email", "phone", "member_no", "name", "hubspot_id"), on="number",
        how="left",
        maintain_order="left",
    )  # fmt: skip
    return _staged(scale, dice, table)


def _staged(scale: Scale, dice: np.random.Generator, table: pl.DataFrame) -> pl.DataFrame:
    """How far each lead got and when; nothing that lies after the end of the story has happened."""
    count = len(table)
    depth = np.where(
        table["is_lead"].to_numpy(), dice.choice(6, count, p=[0.3, 0.15, 0.2, 0.15, 0.1, 0.1]), -1
    )
    created = table["created_ms"].to_numpy()
    steps = np.cumsum(dice.integers(2 * HOUR_MS, 3 * DAY_MS, (6, count)), axis=0) + created

    def when(least: int, place: int) -> np.ndarray:
        happened = (depth >= least) & (steps[place] < scale.end_ms - 60_000)
        return np.where(happened, steps[place], -1)

    handed, sql = when(2, 1), when(3, 4)
    status = np.where(depth <= 0, 0, np.where(depth == 1, 3, np.where(sql >= 0, 2, 1)))
    archived = (dice.random(count) < 0.006) & (created + DAY_MS < scale.end_ms)
    merged = ~archived & (dice.random(count) < 0.012)
    losers = [
        f"{9_000_000 + n}" + (f";{9_500_000 + n}" if n % 3 == 0 else "") for n in range(count)
    ]
    names = pl.Series([STATUS[each] for each in status], dtype=pl.String)
    table = table.with_columns(
        contact_id=pl.col("hubspot_id"),
        lead_status=pl.when("is_lead").then(names),
        became_lead_at=pl.when("is_lead").then(moments(created)),
        became_mql_at=moments(when(2, 0)),
        handed_over_at=moments(handed),
        accepted_at=moments(np.where(dice.random(count) < 0.85, when(3, 2), -1)),
        first_followup_at=moments(when(3, 3)),
        became_sql_at=moments(sql),
        merged_ids=pl.when(pl.Series(merged)).then(pl.Series(losers, dtype=pl.String)),
        is_archived=pl.Series(archived),
        archived_at=moments(np.where(archived, created + DAY_MS // 2, -1)),
        owner_id=pl.Series([f"40{each}" for each in dice.integers(1, 9, count)], dtype=pl.String),
    )
    return _sourced(table)


def _sourced(table: pl.DataFrame) -> pl.DataFrame:
    """Where HubSpot believes a contact came from; who was typed in by hand came from nowhere."""
    source = pl.col("channel_id").replace_strict(SOURCES, return_dtype=pl.String)
    web = ~pl.col("offline")
    return table.with_columns(
        created_at=moments(table["created_ms"]),
        source_channel=pl.when(web).then(pl.col("channel_id")),
        hs_source=pl.when(web).then(source).otherwise(pl.lit("OFFLINE")),
        contact_utm_source=pl.when(web).then(pl.col("utm_source")),
        contact_utm_campaign=pl.when(web).then(pl.col("utm_campaign")),
        sales_team=pl.when(pl.col("region_id").str.starts_with("CN"))
        .then(pl.lit("销售一部"))
        .otherwise(pl.lit("Sales West")),
    )


def _deals(scale: Scale, contacts: pl.DataFrame, people: pl.DataFrame):
    dice = scale.dice("deals")
    table = contacts.filter((pl.col("lead_status") == "QUALIFIED") & ~pl.col("is_archived"))
    more = table.filter(pl.Series(dice.random(len(table)) < 0.2))
    table = pl.concat([table, more])
    count = len(table)
    sql = table["became_sql_at"].cast(pl.Int64).to_numpy()
    moves = np.cumsum(dice.integers(4 * HOUR_MS, 9 * DAY_MS, (4, count)), axis=0) + sql
    partner = dice.random(count) < 0.15
    won = dice.random(count) < 0.45
    reached = (moves < scale.end_ms - 120_000).sum(axis=0)
    dollars = ~table["region_id"].str.starts_with("CN").to_numpy()
    cents = dice.integers(2_000, 90_000, count) * 100 + dice.integers(0, 100, count)
    cents = np.where(dollars, cents // 7, cents)
    table = table.select("contact_id", "person_id", "brand_id", "name", "owner_id").with_columns(
        pipeline_id=pl.Series(np.where(partner, "31000077", "default")),
        reached=pl.Series(reached),
        won=pl.Series(won),
        amount=money(cents),
        currency_code=pl.Series(np.where(dollars, "USD", "CNY")),
        is_archived=pl.Series(dice.random(count) < 0.012),
        **{f"move_{place}": pl.Series(moves[place]) for place in range(4)},
    )
    table = table.filter(pl.col("reached") > 0).sort("move_0", "contact_id")
    table = table.with_columns(
        deal_id=pl.format("88{}", (pl.int_range(pl.len()) + 100_001).cast(pl.String)),
        deal_name=pl.format("{} / {}", pl.col("name").fill_null("客户"), pl.col("brand_id")),
    )
    return _as_told(table)


def _as_told(table: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Deals as they stand at the end, and the stages they went through."""
    stages = _stages(table)
    last = stages.group_by("deal_id").agg(
        stage_id=pl.col("stage_id").last(), updated_at=pl.col("entered_at").max()
    )
    table = table.join(last, on="deal_id", how="left", maintain_order="left")
    closed, archive = pl.col("reached") == 4, pl.col("updated_at") + pl.duration(minutes=1)
    deals = table.select(
        "deal_id", "person_id", "contact_id", "owner_id", "pipeline_id", "deal_name", "amount",
        "currency_code", "stage_id", "is_archived",
        created_at=moments(table["move_0"]),
        closed_at=pl.when(closed).then(moments(table["move_3"])),
        updated_at=pl.col("updated_at") + pl.duration(seconds=5),
        archived_at=pl.when("is_archived").then(archive),
        is_won=closed & pl.col("won"),
        is_closed=closed,
    )  # fmt: skip
    return deals, stages


def _stages(table: pl.DataFrame) -> pl.DataFrame:
    """Every stage a deal entered; the fourth is won or lost."""
    rows = []
    for row in table.iter_rows(named=True):
        ladder = LADDERS[row["pipeline_id"]]
        steps = (*ladder[:3], ladder[3] if row["won"] else ladder[4])
        for place in range(row["reached"]):
            if place and steps[place] == steps[place - 1]:
                continue
            rows.append((row["deal_id"], steps[place], row[f"move_{place}"]))
    stages = pl.DataFrame(rows, schema=["deal_id", "stage_id", "entered_ms"], orient="row")
    return stages.select("deal_id", "stage_id", entered_at=moments(stages["entered_ms"]))


def _companies(deals: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Deals with the company they are made with, two to a company, and these companies.

    Every fourth company won over two other records of it; every tenth lies in the bin.
    """
    numbers = pl.int_range(pl.len()) // 2
    deals = deals.with_columns(company_id=pl.format("77{}", (numbers + 100_001).cast(pl.String)))
    made = deals.group_by("company_id", maintain_order=True).agg(
        company_name=pl.format("{} 渠道", pl.col("deal_name").first().str.split(" / ").list.last()),
        created_at=pl.col("created_at").min(),
    )
    number = pl.int_range(pl.len())
    losers = pl.format("{};{}", number + 9_800_000, number + 9_900_000)
    binned = number % 10 == 9
    return deals, made.with_columns(
        industry=pl.lit("RETAIL"),
        merged_ids=pl.when(number % 4 == 3).then(losers),
        updated_at=pl.col("created_at") + pl.duration(seconds=3),
        is_archived=binned,
        archived_at=pl.when(binned).then(pl.col("created_at") + pl.duration(minutes=9)),
    )


def _finished(contacts: pl.DataFrame) -> pl.DataFrame:
    stage = (
        pl.when(pl.col("won_at").is_not_null() | pl.col("lead_status").is_null())
        .then(pl.lit("customer"))
        .when(pl.col("opened_at").is_not_null())
        .then(pl.lit("opportunity"))
        .when(pl.col("became_sql_at").is_not_null())
        .then(pl.lit("salesqualifiedlead"))
        .when(pl.col("became_mql_at").is_not_null())
        .then(pl.lit("marketingqualifiedlead"))
        .otherwise(pl.lit("lead"))
    )
    moves = ["created_at", "became_mql_at", "handed_over_at", "accepted_at", "first_followup_at",
             "became_sql_at", "opened_at", "won_at"]  # fmt: skip
    return contacts.select(
        "contact_id", "person_id", "email", "phone", "member_no", "name", "lead_status",
        "source_channel",
        "hs_source", "became_lead_at", "became_mql_at", "became_sql_at", "handed_over_at",
        "accepted_at",
        "first_followup_at", "owner_id", "sales_team", "merged_ids", "created_at", "is_archived",
        "archived_at",
        utm_source="contact_utm_source",
        utm_campaign="contact_utm_campaign",
        lifecycle_stage=stage,
        became_opportunity_at="opened_at",
        became_customer_at="won_at",
        updated_at=pl.max_horizontal(moves) + pl.duration(seconds=3),
    )  # fmt: skip
