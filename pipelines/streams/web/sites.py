"""What the reported figures of sites share: row rules that hold for every counter's day."""

from collections.abc import Mapping
from itertools import pairwise

import polars as pl


def in_order(*counts: str) -> Mapping[str, pl.Expr]:
    """Views are at least as many as visits, visits as visitors; what is not told breaks nothing."""
    pairs = [pl.col(less) > pl.col(more) for more, less in pairwise(counts)]
    return {"more_visitors_than_views": pl.any_horizontal(pairs).fill_null(value=False)}


def is_share(name: str) -> Mapping[str, pl.Expr]:
    """A share lies between 0 and 1."""
    return {f"impossible_{name}": ~pl.col(name).is_between(0, 1)}
