"""Traffic that nobody meant: clicks from data centres, click farms, scripts, robots at forms.

Every fake visit is one of the clicks that brought nobody, so that no ad's figures change. Some are
played on the device of somebody real (a hijacked click before an order); a few behave like people
and are found by no rule. Some things look alike and are none: people behind a company's tunnel,
forms that people filled.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from sandbox.story import visits, web
from sandbox.story.ads import ACCOUNT
from sandbox.story.draw import DAY_MS, HOUR_MS, Scale, epoch_ms, utc_offsets

SHARE = 0.045  # of all visits
FIRST_ROBOT, FIRST_VISIT = 7_000_000, 50_000_000
MINUTE_MS = 60_000
FARM_CLICKS, FARM_PAUSE = 14, 44 * MINUTE_MS
BURST_LEAST = 9
PARTS = {
    "data_centre": 0.30, "racer": 0.15, "hijacked": 0.12, "robot_form": 0.10, "junk_form": 0.05,
    "patient": 0.05,
}  # fmt: skip
PAGES = {"data_centre": (1, 3), "racer": (4, 7), "hijacked": (4, 7), "patient": (2, 4)}
STEPS = {
    "data_centre": (2_000, 9_000), "racer": (120, 400), "hijacked": (120, 400),
    "robot_form": (900, 2_600), "junk_form": (8_000, 20_000), "patient": (8_000, 30_000),
}  # fmt: skip
FORMS = ("robot_form", "junk_form")
STREET, HALL = "203.0.113.", "198.51.100."  # where people are, and where machines are
CRAWLER = "Mozilla/5.0 (compatible; PriceWatchBot/2.1; +https://bots.example/about)"
FORM_ID = "ask-for-advice"


@dataclass(frozen=True)
class Click:
    """One click that brought nobody yet: a place in `units`, a day of its account."""

    kind: str
    unit: int
    start_ms: int
    number: int
    person_id: str
    cookie_turn: int = 0


class Spare:
    """The clicks of each ad and day that no visit came from."""

    def __init__(self, scale: Scale, units, weights: np.ndarray, seen, days) -> None:
        self.scale, self.units = scale, units
        ran = np.nonzero(weights > 0)
        left = np.zeros(weights.shape, dtype=np.int64)
        left[ran] = days["clicks"].to_numpy()
        came = seen.filter(pl.col("unit") >= 0)
        np.subtract.at(left, (came["unit"].to_numpy(), came["unit_day"].to_numpy()), 1)
        links = (units["channel_id"] != "baidu_feed").to_numpy()  # its links say they are searches
        self.left = np.maximum(left, 0) * links[:, None]
        accounts = units["account_id"].to_list()
        self.account = np.array(accounts)
        self.segment = [(ACCOUNT[name][5], ACCOUNT[name][6]) for name in accounts]
        self.chinese = np.array([region.startswith("CN") for _, region in self.segment])
        self.campaign = units["campaign_id"].to_numpy()
        zones = {name: ACCOUNT[name][3] for name in set(accounts)}
        self.offset = {
            name: utc_offsets(zone, scale.first_day, scale.days) for name, zone in zones.items()
        }

    def take(self, unit: int, day: int) -> None:
        self.left[unit, day] -= 1

    def moment(self, unit: int, day: int, local_ms: int) -> int:
        """UTC, of a moment of an account's own day."""
        midnight = epoch_ms(self.scale.first_day) + day * DAY_MS
        return int(midnight + local_ms - self.offset[self.account[unit]][day])

    def day_of(self, unit: int, at: int) -> int:
        day = (at - self.scale.first_ms) // DAY_MS
        if not 0 <= day < self.scale.days:
            return -1
        return int((at + self.offset[self.account[unit]][day] - self.scale.first_ms) // DAY_MS)


def fakes(
    scale: Scale,
    units: pl.DataFrame,
    weights: np.ndarray,
    seen: pl.DataFrame,
    days: pl.DataFrame,
    orders: pl.DataFrame,
) -> pl.DataFrame:
    """Fake visits as `visits.visits` tells real ones, with the `kind` of each."""
    dice = scale.dice("fakes")
    spare = Spare(scale, units, weights, seen, days)
    wanted = int(len(seen) * SHARE)
    clicks = _farms(scale, dice, spare, max(1, wanted * 13 // 100 // FARM_CLICKS))
    clicks += _bursts(dice, spare, max(1, wanted // 10 // BURST_LEAST))
    clicks += _hijacked(dice, spare, seen, orders, int(wanted * PARTS["hijacked"]))
    for kind in ("data_centre", "racer", "robot_form", "junk_form", "patient"):
        clicks += _single(dice, spare, kind, int(wanted * PARTS[kind]))
    return _as_visits(scale, dice, units, clicks)


def _farms(scale: Scale, dice: np.random.Generator, spare: Spare, count: int) -> list[Click]:
    """A telephone in a rack that clicks all day, at whatever advertises in China."""
    found: list[Click] = []
    for day in dice.permutation(scale.days):
        units, _ = np.nonzero((spare.left[:, [day]] > 0) & spare.chinese[:, None])
        if count and len(units) >= FARM_CLICKS:
            number, opens = _robot(found), int(dice.integers(MINUTE_MS, 10 * HOUR_MS))
            for turn, unit in enumerate(dice.choice(units, FARM_CLICKS, replace=False)):
                at = spare.moment(unit, day, opens + turn * FARM_PAUSE)
                found.append(Click("farm", int(unit), at, number, f"F{number}"))
                spare.take(unit, day)
            count -= 1
    return found


def _robot(found: list[Click], more: int = 0) -> int:
    return FIRST_ROBOT + len(found) + more


def _bursts(dice: np.random.Generator, spare: Spare, count: int) -> list[Click]:
    """A campaign bought at night: within an hour, each a device of its own, gone at once."""
    found: list[Click] = []
    names = np.unique(spare.campaign)
    sums = np.stack([spare.left[spare.campaign == name].sum(axis=0) for name in names])
    order = np.argsort(-sums, axis=None, kind="stable")[:count]
    for place, day in zip(*np.unravel_index(order, sums.shape), strict=True):
        if sums[place, day] < BURST_LEAST:
            break
        members = np.nonzero(spare.campaign == names[place])[0]
        clicks = np.repeat(members, spare.left[members, day])[: 2 * BURST_LEAST]
        hour = int(dice.integers(1, 5)) * HOUR_MS
        for unit, late in zip(clicks, dice.integers(0, HOUR_MS, len(clicks)), strict=True):
            number = _robot(found, 100_000)
            at = spare.moment(unit, day, hour + int(late))
            found.append(Click("burst", int(unit), at, number, f"F{number}"))
            spare.take(unit, day)
    return found


def _hijacked(
    dice: np.random.Generator, spare: Spare, seen: pl.DataFrame, orders: pl.DataFrame, count: int
) -> list[Click]:
    """A click on a buyer's own device, some days before the order, that the buyer knew nothing of.

    It lies an hour or more from every visit of theirs. Orders by telephone come first: of some of
    them such a click is all that went before.
    """
    known = seen.filter("identified").unique("number", keep="first", maintain_order=True)
    known = known.select("number", "person_id", "cookie_turn", "brand_id", "region_id")
    bought = orders.filter(~pl.col("is_test")).with_columns(
        by_phone=pl.col("visit_id").is_null(), at=pl.col("processed_at").cast(pl.Int64)
    )
    bought = bought.sort("by_phone", "at", "order_id", descending=[True, False, False])
    bought = bought.unique("person_id", keep="first", maintain_order=True).select(
        "person_id", "by_phone", "at"
    )
    bought = bought.join(known, on="person_id", maintain_order="left")
    spans = seen.join(bought.select("number"), on="number", how="semi")
    busy: dict[int, list[tuple[int, int]]] = {}
    for number, start, span in spans.select("number", "start_ms", "span_ms").iter_rows():
        busy.setdefault(number, []).append((start - HOUR_MS, start + span + HOUR_MS))
    columns = ("number", "person_id", "cookie_turn", "brand_id", "region_id", "at", "by_phone")
    found: list[Click] = []
    for number, person, turn, brand, region, ordered, by_phone in bought.select(
        columns
    ).iter_rows():
        at = ordered - int(dice.integers(2 * HOUR_MS, (1 if by_phone else 5) * DAY_MS))
        if len(found) == count or at < spare.scale.first_ms:
            continue
        if any(opens <= at <= closes for opens, closes in busy[number]):
            continue
        near = [n for n, segment in enumerate(spare.segment) if segment == (brand, region)]
        near = [n for n in near if (day := spare.day_of(n, at)) >= 0 and spare.left[n, day] > 0]
        if near:
            unit = int(dice.choice(near))
            found.append(Click("hijacked", unit, at, number, person, turn))
            spare.take(unit, spare.day_of(unit, at))
    return found


def _single(dice: np.random.Generator, spare: Spare, kind: str, count: int) -> list[Click]:
    """One click each, by a device that comes once."""
    units, days = np.nonzero(spare.left > 0)
    chosen = dice.permutation(len(units))[:count]
    locals_ms = dice.integers(6 * HOUR_MS, 23 * HOUR_MS, count)
    found: list[Click] = []
    first = {name: 200_000 + 100_000 * place for place, name in enumerate(PARTS)}[kind]
    for place, local in zip(chosen, locals_ms, strict=False):
        unit, day = int(units[place]), int(days[place])
        number = _robot(found, first)
        found.append(Click(kind, unit, spare.moment(unit, day, int(local)), number, f"F{number}"))
        spare.take(unit, day)
    return found


def _as_visits(
    scale: Scale, dice: np.random.Generator, units: pl.DataFrame, clicks: list[Click]
) -> pl.DataFrame:
    count = len(clicks)
    kinds = [click.kind for click in clicks]
    pages = np.array([dice.integers(*PAGES.get(kind, (1, 2))) for kind in kinds])
    steps = np.array([dice.integers(*STEPS.get(kind, (3_000, 9_000))) for kind in kinds])
    unit = np.array([click.unit for click in clicks], dtype=np.int64)
    accounts = units["account_id"].gather(unit).to_list()
    no = pl.Series(np.zeros(count, dtype=bool))
    table = pl.DataFrame(
        {
            "kind": kinds,
            "number": [click.number for click in clicks],
            "person_id": [click.person_id for click in clicks],
            "cookie_turn": [click.cookie_turn for click in clicks],
            "brand_id": [ACCOUNT[name][5] for name in accounts],
            "region_id": [ACCOUNT[name][6] for name in accounts],
            "channel_id": units["channel_id"].gather(unit),
            "account_id": accounts,
            "unit": unit,
            "start_ms": [click.start_ms for click in clicks],
            "page_views": pages,
            "step_ms": steps,
        }
    )
    table = table.with_columns(
        known=no, signed_up=no, added_to_cart=no, ordered=no,
        span_ms=(pl.col("page_views") + 3) * pl.col("step_ms"),
    ).filter(
        (pl.col("start_ms") >= scale.first_ms)
        & (pl.col("start_ms") + pl.col("span_ms") < scale.end_ms)
    )  # fmt: skip
    table = visits.told(table, units, FIRST_VISIT)
    is_crawler = (pl.col("kind") == "data_centre") & (pl.col("n") % 3 == 0)
    table = table.with_columns(kind=pl.when(is_crawler).then(pl.lit("crawler")).otherwise("kind"))
    ended = pl.col("started_at") + pl.duration(
        milliseconds=pl.col("page_views") * pl.col("step_ms")
    )
    with_form = pl.col("kind").is_in(FORMS)
    return table.with_columns(ended_at=pl.when(with_form).then(ended).otherwise("ended_at"))


def web_events(
    scale: Scale,
    real: pl.DataFrame,
    seen: pl.DataFrame,
    fake: pl.DataFrame,
    people: pl.DataFrame,
    told: dict[str, pl.DataFrame],
) -> pl.DataFrame:
    """The events of everybody: those of real visits, of fake ones, and of forms that were sent."""
    none = told["orders"][:0], told["order_lines"][:0]
    events = web.web_events(scale, fake, people, *none, piece="fake events")
    sent = _forms(scale, real, seen, events, fake, people)
    together = pl.concat([real, events, sent.select(real.columns)])
    hall = fake.filter(pl.col("kind") == "data_centre")["visit_id"].to_list()
    dice = scale.dice("tunnels")
    hall += seen["visit_id"].filter(pl.Series(dice.random(len(seen)) < 0.004)).to_list()
    from_hall = pl.col("visit_id").is_in(hall)
    ip = pl.col("ip").str.replace(STREET, HALL, literal=True)
    together = together.with_columns(ip=pl.when(from_hall).then(ip).otherwise("ip"))
    crawlers = fake.filter(pl.col("kind") == "crawler")["visit_id"].implode()
    agent = pl.when(pl.col("visit_id").is_in(crawlers)).then(pl.lit(CRAWLER))
    together = together.with_columns(user_agent=agent.otherwise("user_agent"))
    return together.sort("received_at", "message_id")


def _forms(scale: Scale, real, seen, events, fake, people) -> pl.DataFrame:
    """Forms filled after the last page: by robots at once, by people between two other acts."""
    dice = scale.dice("forms")
    asked = seen.filter(pl.col("identified") & (pl.col("last_event") >= pl.col("page_views")))
    asked = asked.filter(pl.Series(dice.random(len(asked)) < 0.12)).join(
        people.select("number", "phone"), on="number", how="left", maintain_order="left"
    )
    asked = asked.select("visit_id", "n", "start_ms", "step_ms", "page_views", "phone", half=2)
    robots = fake.filter(pl.col("kind").is_in(FORMS)).select(
        "visit_id", "n", "start_ms", "step_ms", "page_views",
        phone=pl.when((pl.col("kind") == "junk_form") | (pl.col("n") % 2 == 0))
        .then(pl.format("148{}", pl.col("number") * 9 + 10_000_000))
        .otherwise(pl.format("139{}", pl.col("number") * 9 + 10_000_000)),
        half=1,
    )  # fmt: skip
    both = pl.concat([asked, robots], how="vertical_relaxed")
    page = pl.concat([real, events]).filter((pl.col("turn") == 0) & (pl.col("delivery") == 1))
    sent = page.drop("form_phone", "received_at", "occurred_at", "delivery").join(
        both.select(
            "visit_id", form_phone="phone",
            occurred_ms=pl.col("start_ms") + (pl.col("page_views") - 1) * pl.col("step_ms")
            + pl.col("step_ms") // pl.col("half"),
        ), on="visit_id",
    )  # fmt: skip
    untold = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "click_id_kind",
              "click_id")  # fmt: skip
    sent = sent.with_columns(
        *[pl.lit(None, pl.String).alias(name) for name in untold],
        type=pl.lit("track"), event=pl.lit("Lead Submitted"), form_id=pl.lit(FORM_ID),
        message_id=pl.format("{}-form", "visit_id"), turn=pl.lit(90, pl.Int64),
        url=pl.col("url").str.split("?").list.first(),
    )  # fmt: skip
    return web.delivered(scale, dice, sent)
