"""Who gets the credit: every attribution model, worked out one conversion at a time.

Suspect touches have none: the others share the conversion, or nobody has it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import numpy as np
import polars as pl

from sandbox.answers import places
from sandbox.answers.journeys import Journey, ended_journeys
from sandbox.world import World

RULES = ("first", "last", "last_non_direct", "linear", "position", "time_decay")
MODELS = (*RULES, "markov_path", "shapley")
HALF_LIFE_HOURS = 168
CENT_OF_CENT, FINER = Decimal("0.000001"), Decimal("0.000000001")
FIFTEENTH = Decimal("1e-15")
UNATTRIBUTED = "unattributed"


def removal_effects(ended: Sequence[Journey]) -> dict[tuple[str, date], dict[str, float]]:
    """Goal and month → channel → share of the conversions that would be lost without it."""
    by_month: dict[tuple[str, date], list[Journey]] = defaultdict(list)
    for journey in ended:
        if journey.trusted:
            by_month[journey.goal, journey.ended.replace(day=1)].append(journey)
    return {month: _effects(journeys) for month, journeys in by_month.items()}


def _effects(ended: Sequence[Journey]) -> dict[str, float]:
    """The chain of start, channels and conversion, solved with and without each channel."""
    channels = sorted({touch.channel for journey in ended for touch in journey.trusted})
    number = {channel: place for place, channel in enumerate(channels, start=1)}
    hops = np.zeros((len(channels) + 1, len(channels) + 2))
    leaves = np.zeros(len(channels) + 1)
    for journey in ended:
        states = [0, *(number[touch.channel] for touch in journey.trusted)]
        for before, after in pairwise(states):
            hops[before, after] += before != after
            leaves[before] += before != after
        hops[states[-1], -1] += journey.conversion is not None
        leaves[states[-1]] += 1

    def converted(without: int) -> float:
        kept = [state for state in range(len(leaves)) if state != without]
        chances = hops[kept] / leaves[kept, None]
        inner = np.eye(len(kept)) - chances[:, kept]
        return float(np.linalg.solve(inner, chances[:, -1])[0])

    whole = converted(-1)
    return {name: 1 - converted(place) / whole for name, place in number.items()} if whole else {}


def effects_of_channels(world: World, end: datetime) -> pl.DataFrame:
    """Goal × month × channel: removal effect, and the conversions it makes of all of the month."""
    ended = ended_journeys(world, end)
    won = Counter(
        (one.goal, one.ended.replace(day=1))
        for one in ended
        if one.trusted and one.conversion is not None
    )
    rows = [
        (*month, channel, effect, won[month] * effect / sum(effects.values()))
        for month, effects in removal_effects(ended).items()
        for channel, effect in effects.items()
    ]
    names = ["goal", "month", "channel_id", "removal_effect", "credit_markov_global"]
    return pl.DataFrame(rows, schema=names, orient="row")


def credits(world: World, end: datetime) -> pl.DataFrame:
    """One row per conversion, model and touch: credit, and value to six decimals.

    Suspect touches are told with credit 0.
    """
    ended = ended_journeys(world, end)
    effects = removal_effects(ended)
    rows = [
        row
        for journey in ended
        if journey.conversion is not None
        for row in _credited(journey, effects.get((journey.goal, journey.ended.replace(day=1)), {}))
    ]
    schema = {
        "goal": pl.String, "conversion": pl.String, "day": pl.Date, "model": pl.String,
        "touch": pl.String, "channel_id": pl.String, "campaign": pl.String, "credit": pl.Float64,
        "value": pl.Decimal(38, 6),
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _credited(journey: Journey, effects: Mapping[str, float]) -> Iterator[tuple]:
    told = (journey.goal, journey.conversion, journey.ended)
    for model in MODELS:
        for touch in journey.touches:
            if touch.is_suspect:
                yield *told, model, touch.key, touch.channel, touch.campaign, 0.0, Decimal(0)
        if not journey.trusted:
            yield *told, model, None, UNATTRIBUTED, None, 1.0, journey.value
            continue
        left = journey.value
        shares = shares_of(model, journey, effects)
        for place, (touch, share) in enumerate(zip(journey.trusted, shares, strict=True)):
            part = left if place == len(shares) - 1 else rounded(journey.value * share)
            left -= part
            yield *told, model, touch.key, touch.channel, touch.campaign, float(share), part


def rounded(amount: Decimal) -> Decimal:
    """To six decimals, a half upwards; the last digits of a share decide no half."""
    return amount.quantize(FINER, ROUND_HALF_UP).quantize(CENT_OF_CENT, ROUND_HALF_UP)


def shares_of(model: str, journey: Journey, effects: Mapping[str, float]) -> list[Decimal]:
    """The credit of each touch, in order; weights and shares are told to 15 decimals."""
    weights = [exact(weight) for weight in weights_of(model, journey, effects)]
    return [exact(float(weight) / float(sum(weights))) for weight in weights]


def exact(number: float) -> Decimal:
    """To 15 decimals, a half upwards."""
    return Decimal(number).quantize(FIFTEENTH, ROUND_HALF_UP)


def weights_of(model: str, journey: Journey, effects: Mapping[str, float]) -> list[float]:
    """How much each touch weighs, in order."""
    path = journey.trusted
    count = len(path)
    alone = [0.0] * count
    if model in ("first", "last", "last_non_direct"):
        place = 0 if model == "first" else count - 1
        if model == "last_non_direct":
            named = [n for n, touch in enumerate(path) if touch.channel != "direct"]
            place = named[-1] if named else count - 1
        alone[place] = 1.0
        return alone
    if model == "markov_path":
        return [effects[touch.channel] for touch in path]
    if model == "shapley":
        held = Counter(touch.channel for touch in path)
        return [1 / held[touch.channel] for touch in path]
    if model == "linear" or count == 1:
        return [1.0] * count
    if model == "position":
        middle = 0.2 / (count - 2) if count > 2 else 0
        return [0.5, 0.5] if count == 2 else [0.4, *[middle] * (count - 2), 0.4]
    assert journey.at is not None
    ages = [(journey.at - touch.at).total_seconds() / 3600 for touch in path]
    return [2 ** (-age / HALF_LIFE_HOURS) for age in ages]


def attribution(credit: pl.DataFrame) -> pl.DataFrame:
    """Goal × model × channel: credit and value; what nobody touched is `unattributed`."""
    keys = ["goal", "model", "channel_id"]
    return credit.group_by(keys).agg(pl.col("credit").sum(), pl.col("value").sum()).sort(keys)


def contribution(world: World, credit: pl.DataFrame) -> pl.DataFrame:
    """Goal × model × team: credit and value, see `by_owner`."""
    keys = ["goal", "model", "team_id"]
    sums = (pl.col("credit").sum(), pl.col("value").sum())
    return by_owner(world, credit).group_by(keys).agg(*sums).sort(keys)


def by_owner(world: World, credit: pl.DataFrame) -> pl.DataFrame:
    """Credit with its team: the campaign's owner where its name tells, else the channel's team.

    Channels without a team are `unowned`; conversions without a touch stay `unattributed`.
    """
    owner = world.campaigns.filter("naming_ok").select("owner_team", campaign="campaign_id")
    default = world.channels.select("channel_id", default_team="team_id")
    table = credit.join(owner, on="campaign", how="left").join(default, on="channel_id", how="left")
    nobody = pl.when(pl.col("channel_id") == UNATTRIBUTED).then(pl.lit(UNATTRIBUTED))
    return table.with_columns(
        team_id=pl.coalesce("owner_team", "default_team", nobody, pl.lit("unowned"))
    )


def by_business(world: World, credit: pl.DataFrame, touches: pl.DataFrame) -> pl.DataFrame:
    """Credit with region and product line of what was touched, else the region it happened in."""
    table = credit.join(places.homes(world), on="conversion", how="left", validate="m:1")
    table = table.join(places.of_touches(world, touches), on="touch", how="left")
    return table.with_columns(
        pl.coalesce("region_id", "own"), pl.col("product_line").fill_null("none")
    )


def reached(credit: pl.DataFrame, touches: pl.DataFrame, *owner: str) -> pl.DataFrame:
    """Month × owner: orders whose first trusted touch is theirs, and those with any of theirs."""
    trusted = touches.filter(~pl.col("is_suspect")).select("touch", "touched_at")
    table = credit.filter((pl.col("goal") == "order") & (pl.col("model") == "last"))
    table = table.join(trusted, on="touch").sort("touched_at", "touch")
    first = pl.col("touch") == pl.col("touch").first().over("conversion")
    table = table.with_columns(is_first=first, month=pl.col("day").dt.truncate("1mo"))
    return table.group_by("month", *owner).agg(
        sourced=pl.col("conversion").filter("is_first").n_unique(),
        influenced=pl.col("conversion").n_unique(),
    )
