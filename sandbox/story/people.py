"""The people: who they are, how they can be reached, and which identifiers they leave."""

import hashlib

import numpy as np
import polars as pl

from sandbox.story.draw import Scale, choose

SEGMENTS = [
    ("qinghe", "CN-EAST", 0.36),
    ("qinghe", "US", 0.20),
    ("lumora", "EU", 0.18),
    ("lumora", "CN-SOUTH", 0.18),
    ("lumora", "US", 0.08),
]
SURNAMES = "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰婷雪宁晨"
LATIN = [
    "mei",
    "anna",
    "liam",
    "noah",
    "emma",
    "olga",
    "jürgen",
    "zoë",
    "li",
    "chen",
    "kai",
    "ines",
]


def people(scale: Scale) -> pl.DataFrame:
    """Everybody who ever comes by. Somebody unknown is one cookie; somebody known identifies."""
    dice = scale.dice("people")
    count = scale.people
    number = np.arange(count)
    segment = choose(dice, np.array([share for _, _, share in SEGMENTS]), count)
    warmth = dice.random(count)
    known = dice.random(count) < 0.2 + 0.5 * warmth
    return contacts(
        scale,
        pl.DataFrame(
            {
                "number": number,
                "segment": segment,
                "warmth": warmth,
                "known": known,
                "has_email": dice.random(count) < 0.6,
                "has_phone": dice.random(count) < 0.4,
                "surname": dice.integers(0, len(SURNAMES), count),
                "given": dice.integers(0, len(GIVEN), count),
            }
        ),
    )


def contacts(scale: Scale, drawn: pl.DataFrame) -> pl.DataFrame:
    """Identifiers from the person's number, so no two people can share one."""
    number = pl.col("number")
    brand = pl.col("segment").replace_strict(
        {n: s[0] for n, s in enumerate(SEGMENTS)}, return_dtype=pl.String
    )
    region = pl.col("segment").replace_strict(
        {n: s[1] for n, s in enumerate(SEGMENTS)}, return_dtype=pl.String
    )
    ascii_names = [name.encode("ascii", "ignore").decode() for name in LATIN]
    first = (number % len(LATIN)).replace_strict(
        dict(enumerate(ascii_names)), return_dtype=pl.String
    )
    chinese = pl.col("region_id").str.starts_with("CN")
    with_email = pl.col("known") & (~chinese | pl.col("has_email"))
    with_phone = pl.col("known") & (chinese | pl.col("has_phone"))
    scattered = (number * 7_919 + 12_345_679) % 100_000_000
    phone = (
        pl.when(chinese)
        .then(pl.format("1{}{}", 3 + number % 7, _padded(scattered * 7 % 1_000_000_000, 9)))
        .when(region == "EU")
        .then(pl.format("+4915{}", _padded(number, 9)))
        .otherwise(pl.format("+1415{}", _padded(number, 7)))
    )
    surname = pl.col("surname").replace_strict(dict(enumerate(SURNAMES)), return_dtype=pl.String)
    given = pl.col("given").replace_strict(dict(enumerate(GIVEN)), return_dtype=pl.String)
    table = drawn.with_columns(brand_id=brand, region_id=region).with_columns(
        person_id=pl.format("P{}", _padded(number, 8)),
        email=pl.when(with_email).then(pl.format("{}.{}@mail.example", first, number)),
        phone=pl.when(with_phone).then(phone),
        member_no=pl.when("known").then(pl.format("U{}", _padded(number + 10_000, 8))),
        name=pl.when(chinese).then(surname + given).otherwise(first.str.to_titlecase()),
        shopify_customer_id=pl.when("known").then(pl.format("71{}", _padded(number, 10))),
        hubspot_id=pl.when("known").then((number + 151).cast(pl.String)),
    )
    return table.with_columns(
        email_sha256=_sha256(table["email"]), phone_sha256=_sha256(table["phone"])
    )


def _padded(expression: pl.Expr, width: int) -> pl.Expr:
    return expression.cast(pl.String).str.zfill(width)


def _sha256(column: pl.Series) -> pl.Series:
    hashes = [hashlib.sha256(text.encode()).hexdigest() if text else None for text in column]
    return pl.Series(hashes, dtype=pl.String)
