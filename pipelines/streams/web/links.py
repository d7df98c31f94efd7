"""What an address of ours tells: campaign tags and click ids, read from the raw query.

Names are case-insensitive, click ids are not; the first of repeated parameters counts; a fragment
(`#/page?utm_source=…`) carries tags too. A macro nobody replaced (`{campaignid}`) is no value.
"""

from collections.abc import Mapping
from urllib.parse import unquote_to_bytes

import polars as pl

CLICK_IDS = (
    "gclid", "gbraid", "wbraid", "dclid", "fbclid", "ttclid", "msclkid", "qz_gdt", "gdt_vid",
    "clickid", "bd_vid", "li_fat_id",
)  # fmt: skip
LISTING = "srsltid"  # of a free listing: tells what brought the visit, and that nobody paid for it
# Which parameters are a tag: the usual ones, those of Baidu Tongji and of Matomo.
TAGS: Mapping[str, tuple[str, ...]] = {
    "source": ("utm_source", "hmsr", "mtm_source", "pk_source"),
    "medium": ("utm_medium", "mtm_medium", "pk_medium"),
    "campaign": ("utm_campaign", "hmpl", "mtm_campaign", "pk_campaign"),
    "term": ("utm_term", "hmkw", "mtm_kwd", "mtm_keyword", "pk_kwd", "pk_keyword"),
    "content": ("utm_content", "hmci", "mtm_content", "pk_content"),
}
MACRO = r"^(__[A-Za-z0-9_]+__|\{+[^{}]*\}+|%7[bB].*%7[dD]|\$\{.*\})$"
NO_MACRO = r"((?:[^&#{$%_]|_[^&#_])[^&#]*)"  # begins as no macro does
CLICK = rf"(?i)[?&#]({'|'.join(CLICK_IDS)})={NO_MACRO}"
UNFILLED = r"(?i)[?&#]([a-z0-9_.]+)=(?:__\w+__|\{[^&#]*\}|%7b[^&#]*%7d|\$\{[^&#]*\})(?:[&#]|$)"


def parameter(url: pl.Expr, *names: str) -> pl.Expr:
    """The value of the first of some parameters as it is written, encoded; null without one."""
    return url.str.extract(rf"(?i)[?&#](?:{'|'.join(names)})=([^&#]+)")


def click_id(url: pl.Expr) -> pl.Expr:
    """The first click id of an address, as it stands."""
    return url.str.extract(CLICK, 2)


def click_id_kind(url: pl.Expr) -> pl.Expr:
    """The parameter that carried it."""
    return url.str.extract(CLICK, 1).str.to_lowercase()


def unfilled(url: pl.Expr) -> pl.Expr:
    """The first parameter in which a macro stands that nobody replaced: the link is broken."""
    return url.str.extract(UNFILLED).str.to_lowercase()


def plain(value: pl.Expr) -> pl.Expr:
    """A value, unless it is empty or a macro."""
    return pl.when((value != "") & ~value.str.contains(MACRO)).then(value)


def decode(text: str) -> str:
    """`%E6%8A%96`, `%25E6…` as UTF-8, else GB18030; bytes that are neither stay as written."""
    once = _decode_bytes(text.replace("+", " "))
    return _decode_bytes(once) if "%" in once else once


def _decode_bytes(text: str) -> str:
    data = unquote_to_bytes(text)
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return text
