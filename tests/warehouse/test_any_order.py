"""Loads, re-loads and failures in any order, in any grouping, end in the same warehouse."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pipelines.pulls import Missing
from pipelines.warehouse import hashes
from tests.warehouse.made import (
    DAY,
    STREAMS,
    accounts,
    at,
    batch_of,
    clock,
    events,
    lines,
    orders,
    pull_of,
    ready,
    report,
    spent,
    store,
)

pytestmark = pytest.mark.warehouse

BY_NAME = {stream.name: stream for stream in STREAMS}


def history(folder, seed):
    """Six days of two accounts: restated reports, changing orders, shops that come and go."""
    dice = random.Random(seed)
    batches, gaps = [], []
    for hour in range(0, 144, 24):
        for account in "ab":
            told = hour + dice.randint(0, 5), account
            if dice.random() < 0.2:
                gaps.append(gap_of(hour // 24, *told))
                continue
            batches += [maker(folder, dice, hour // 24, *told) for maker in MAKERS]
    return batches, gaps


def gap_of(day, hour, account):
    return Missing(
        connector="shop",
        feed="report",
        account=account,
        start=DAY + timedelta(max(0, day - 3)),
        end=DAY + timedelta(day),
        reason=f"busy at {hour}",
        at=at(hour),
    )


def report_batch(folder, dice, day, hour, account):
    days = (max(0, day - dice.randint(0, 4)), day)
    late = [day] if dice.random() < 0.3 else []
    pull = pull_of(report, hour, account=account, days=days, provisional=late)
    rows = [
        spent(number, ad, Decimal(dice.choice(["1.10", "2.20", "3.30"])))
        for number in range(days[0], days[1] + 2)
        for ad in "123"
        if dice.random() < 0.7
    ]
    bad = [
        ("negative_spend", f"{{{number}}}", number, DAY + timedelta(number), "9")
        for number in range(*days)
        if dice.random() < 0.3
    ]
    return batch_of(folder, report, pull, rows, bad=bad, drift=dice.sample("xyz", 1))


def orders_batch(folder, dice, day, hour, account):
    pull = pull_of(orders, hour, account=account, days=(max(0, day - 1), day))
    rows = [
        (str(number), dice.choice(["open", "paid"]), clock(hour - dice.randint(0, 9)))
        for number in dice.sample(range(12), 6)
    ]
    return batch_of(folder, orders, pull, rows)


def events_batch(folder, dice, day, hour, account):
    pull = pull_of(events, hour, account=account)
    rows = [(str(n), clock(hour - dice.randint(0, 40))) for n in dice.sample(range(12), 6)]
    return batch_of(folder, events, pull, rows)


def lines_batch(folder, dice, day, hour, account):
    pull = pull_of(lines, hour, account=account, days=(max(0, day - 1), day))
    parents = [str(number) for number in dice.sample(range(8), 4)]
    rows = [(parent, sku) for parent in parents for sku in "TBL" if dice.random() < 0.5]
    return batch_of(folder, lines, pull, rows, parents=parents)


def accounts_batch(folder, dice, day, hour, account):
    pull = pull_of(accounts, hour, account=account)
    rows = [(str(number), dice.choice("xyz")) for number in dice.sample(range(5), 2)]
    return batch_of(folder, accounts, pull, rows if dice.random() < 0.8 else [])


MAKERS = (report_batch, orders_batch, events_batch, lines_batch, accounts_batch)


def loaded(folder, batches, gaps, *, size):
    """What stands in a new warehouse after these loads, `size` pulls of a stream at a time."""
    folder.mkdir()
    warehouse = ready(folder)
    waiting = {name: [] for name in BY_NAME}
    with warehouse.open() as db:
        for one in [*batches, None]:
            if isinstance(one, Missing):
                warehouse.miss([one])
            elif one is not None:
                waiting[one.stream].append(one)
            for name, together in waiting.items():
                if together and (one is None or len(together) >= size):
                    store(warehouse, BY_NAME[name], *together)
                    together.clear()
        warehouse.miss(gaps)
        return hashes(db, "source", "ops", "quarantine", without=())


@settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # a smaller history would cost minutes and tell no more
)
@given(order=st.randoms(use_true_random=False), seed=st.integers(0, 10_000), size=st.integers(1, 9))
def test_any_order_ends_the_same(tmp_path_factory, order, seed, size):
    folder = tmp_path_factory.mktemp("order")
    batches, gaps = history(folder, seed)
    in_time = loaded(folder / "in_time", batches, gaps, size=100)
    again = order.sample(batches, len(batches) // 3)
    mixed = [*batches, *again, *gaps]
    order.shuffle(mixed)
    assert loaded(folder / "mixed", mixed, [], size=size) == in_time
