"""What the registry says of each metric, and the words by which people ask for it."""

import csv
import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REGISTRY = ROOT / "dbt_project" / "seeds" / "metric_registry.csv"
MODELS = ROOT / "dbt_project" / "seeds" / "attribution_models.csv"
ELSEWHERE = ROOT / "docs" / "metrics_elsewhere.csv"
TIMES = ("day", "week", "month", "quarter", "year")
CREDITED = ("fct_channel_result_daily", "fct_contribution")
# Words that people use and the one metric each means; asked by channel, or of several.
WORDS = {
    "ROI": "roi",
    "投入产出比": "roas",
    "曝光": "impressions",
    "获客成本": "cac_full",
    "贡献值": "contribution_value",
    "触达": "触达人数",
}
BY_CHANNEL = {"获客成本": "cac_paid"}
SEVERAL = {"转化率": ("click_conversion_rate", "funnel_conversion", "event_conversion")}


class MetricError(ValueError):
    """A question that cannot be asked, as a sentence that says what can."""


@dataclass(frozen=True)
class Metric:
    """One row of the registry."""

    metric_id: str
    short: str
    name_en: str
    name_zh: str
    definition: str
    kind: str
    unit: str
    numerator: str
    less: str
    denominator: str
    per: str
    source_mart: str
    null_rule: str
    direction: str
    owner: str
    slices: str
    finest: str

    @property
    def labels(self) -> tuple[str, ...]:
        """What people call it."""
        return self.metric_id, self.short, self.name_en, self.name_zh

    @property
    def cuts(self) -> tuple[str, ...]:
        """What it may be asked by: its slices, and times no finer than it is told."""
        return *self.slices.split(), *TIMES[TIMES.index(self.finest) :]

    @property
    def is_credited(self) -> bool:
        """Whether an attribution model decides it."""
        return any(mart in self.source_mart for mart in CREDITED)

    @property
    def is_of_one_fact(self) -> bool:
        """Whether rows that tell what stands below the line tell what stands above it, too."""
        return "," not in self.source_mart

    @property
    def formula(self) -> str:
        """The sums it is made of."""
        upper = f"{self.numerator} − {self.less}" if self.less else self.numerator
        if not self.denominator:
            return upper
        upper = f"({upper})" if self.less else upper
        return f"{upper} / {self.denominator}" + (f" × {self.per}" if self.per != "1" else "")


@cache
def registry() -> dict[str, Metric]:
    """Every metric by its name."""
    with REGISTRY.open(encoding="utf-8", newline="") as file:
        return {row["metric_id"]: Metric(**row) for row in csv.DictReader(file)}


@cache
def attribution_models() -> tuple[str, ...]:
    """The models a credited metric may be asked by."""
    with MODELS.open(encoding="utf-8", newline="") as file:
        return tuple(row["attribution_model"] for row in csv.DictReader(file))


@cache
def elsewhere() -> tuple[Mapping[str, str], ...]:
    """Figures of the house's dictionary that no name answers: where each stands, and why."""
    with ELSEWHERE.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def named(name: str, by: Sequence[str] = ()) -> Metric:
    """A metric by its name, short name, label or word; an unknown name is told the nearest ones."""
    known = registry()
    called = {label.lower(): one for one in known.values() for label in one.labels if label}
    words = BY_CHANNEL if "channel" in by and name in BY_CHANNEL else WORDS
    meant = words.get(name.upper(), name).lower()
    if meant in called:
        return called[meant]
    if name in SEVERAL:
        raise MetricError(f"{name} is several metrics. Say which: {', '.join(SEVERAL[name])}")
    for one in elsewhere():
        if meant in (one["name_en"].lower(), one["name_zh"]):
            label = f"{one['name_zh']} {one['name_en']}"
            raise MetricError(f"{label} is not asked by name: {one['why']}. Read: {one['read']}")
    near = difflib.get_close_matches(name.lower(), called, n=3, cutoff=0.4)
    nearest = dict.fromkeys(called[one].metric_id for one in near)
    hint = f"Nearest: {', '.join(nearest)}" if nearest else f"Possible: {', '.join(known)}"
    raise MetricError(f"no metric {name!r}. {hint}")
