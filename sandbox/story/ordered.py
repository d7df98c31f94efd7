"""Orders that sales types into its CRM once a deal is won: paper, not sales of the shops.

Every third deal is ordered in two parts, every fourth company orders once more without a deal, and
some orders are called off a day later.
"""

import polars as pl

from sandbox.story.draw import DAY_MS, HOUR_MS, MOMENT, MONEY, Scale, moments

DESK = "FSCID_A1B2C3D4"
OFF, EVERY_THIRD, EVERY_FOURTH = 7, 3, 4


def ordered(scale: Scale, deals: pl.DataFrame) -> pl.DataFrame:
    """`sales_orders`: one row per order of the one desk whose CRM keeps them."""
    won = pl.col("is_won") & ~pl.col("is_deleted") & (pl.col("account_id") == DESK)
    place = pl.int_range(pl.len())
    deals = deals.filter(won).sort("closed_at", "deal_id").with_columns(place=place)
    in_two = pl.col("place") % EVERY_THIRD == 0
    part = (pl.col("amount") / 4).round(2).cast(deals.schema["amount"])
    again = deals.unique("company_id", keep="first", maintain_order=True)
    again = again.filter(place % EVERY_FOURTH == 0)
    table = pl.concat(
        [
            deals.with_columns(
                amount=pl.when(in_two).then(pl.col("amount") - part).otherwise("amount"), part=0
            ),
            deals.filter(in_two).with_columns(amount=part, part=1),
            again.with_columns(deal_id=pl.lit(None, pl.String), amount=part, part=2),
        ]
    )
    at = pl.col("closed_at") + pl.duration(milliseconds=HOUR_MS + pl.col("part") * DAY_MS)
    table = table.with_columns(pl.col("amount").cast(MONEY), created_at=at).sort(
        "created_at", "company_id", "part"
    )
    table = table.filter(pl.col("created_at") < moments([scale.end_ms - 60_000])[0])
    over = pl.col("created_at") + pl.duration(days=1)
    off = (place % OFF == OFF - 1) & (over < moments([scale.end_ms - 60_000])[0])
    return table.select(
        "platform", "account_id", "company_id", "deal_id", "person_id", "owner", "amount",
        "currency_code", "created_at",
        order_id=pl.Series(
            [f"6871f0a2c9e77b0006{n:06x}" for n in range(len(table))], dtype=pl.String
        ),
        order_number=pl.format("SO-2026-{}", (place + 1).cast(pl.String).str.zfill(5)),
        deleted_at=pl.when(off).then(over).cast(MOMENT),
        is_deleted=off,
    ).with_columns(
        updated_at=pl.max_horizontal("created_at", "deleted_at") + pl.duration(seconds=1)
    )  # fmt: skip
