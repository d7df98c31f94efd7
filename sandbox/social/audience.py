"""Followers by group: parts that add up to all of them."""

from collections.abc import Mapping


def split(whole: int, weights: Mapping[str, int]) -> dict[str, int]:
    """A count over groups by their weights, the remainder at the first."""
    total = sum(weights.values())
    parts = {name: whole * weight // total for name, weight in weights.items()}
    first = next(iter(parts))
    return parts | {first: parts[first] + whole - sum(parts.values())}
