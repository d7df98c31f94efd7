"""What one kind of report by day is: whose, how headed, which cut its rows are, what it means."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from connectors.core.layout import Layout, label

WHOLE = ("全部", "全店", "全部终端", "所有终端")  # below a heading: all of it
DEVICES = (*WHOLE, "无线", "无线端", "pc", "pc端")


@dataclass(frozen=True)
class Report:
    """One kind of report.

    `levels` name the cut, from coarse to fine; a row with rows below it is their sum. Columns of
    `parts` are sums of a source of their own. The figures of `day_before` belong to the day before
    that of the row. Of several sheets those with one of `sheets` in their name are read.
    """

    platform: str
    layout: Layout
    definitions: Mapping[str, str]
    cut: str = "total"
    levels: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    day_before: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()


def layout(
    name: str, word: str, required: str, fields: Mapping[str, tuple[str, ...]], amounts: str
) -> Layout:
    """A layout whose figures may stand below 全部 / 无线 / PC; `amounts` add up over rows."""

    def whole_shop(upper: str, lower: str) -> str | None:
        return known.get(upper) if lower in WHOLE else None

    known = {label(head): name for name, heads in fields.items() for head in heads}
    return Layout(
        name=name,
        word=word,
        fields=fields,
        required=tuple(required.split()),
        amounts=tuple(amounts.split()),
        pattern=whole_shop,
    )
