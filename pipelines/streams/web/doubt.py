"""What of an address or a number tells only in the clear: whether a machine stands behind it.

Both lists are kept here by hand, since the warehouse sees keyed hashes alone. A network is one that
a hosting company announces: from there come servers, seldom people. Add those of your own log.
"""

from ipaddress import ip_network

import polars as pl

DATA_CENTRES = (
    "3.0.0.0/9",  # Amazon Web Services
    "34.64.0.0/10",  # Google Cloud
    "35.184.0.0/13",  # Google Cloud
    "47.88.0.0/14",  # Alibaba Cloud
    "8.208.0.0/12",  # Alibaba Cloud
    "159.89.0.0/16",  # DigitalOcean
    "198.51.100.0/24",  # for documents and for the sandbox; nobody's
)
# Chinese numbers sold for machines (物联网卡): nobody answers them.
MACHINE_NUMBERS = r"^1(46|48|72)\d{8}$"
# What robots call themselves that say they are some; Cubot is a make of phones.
DECLARED = (
    r"(?i)(?:^|[^u])bot\b|crawl|spider|slurp|headless|phantomjs|python-requests|curl/|wget/|^java/"
)
ONE_DIGIT = "^(" + "|".join(f"{digit}+" for digit in range(10)) + ")$"
SHORTEST = 7


def is_data_centre(address: pl.Expr) -> pl.Expr:
    """Whether an IPv4 address lies in a hosting company's network; other texts are in none."""
    parts = address.str.extract_groups(r"^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$")
    bytes_ = [parts.struct.field(str(place)).cast(pl.Int64, strict=False) for place in range(1, 5)]
    number = ((bytes_[0] * 256 + bytes_[1]) * 256 + bytes_[2]) * 256 + bytes_[3]
    networks = [ip_network(network) for network in DATA_CENTRES]
    inside = [
        number.is_between(int(network.network_address), int(network.broadcast_address))
        for network in networks
    ]
    return pl.any_horizontal(inside).fill_null(False)


def is_declared_bot(agent: pl.Expr) -> pl.Expr:
    """Whether the agent itself says that it is a machine."""
    return agent.str.contains(DECLARED).fill_null(False)


def is_junk_phone(number: pl.Expr) -> pl.Expr:
    """Whether what was typed cannot be anybody's: a machine's number, one digit, too few."""
    digits = number.str.replace_all(r"\D", "")
    long = digits.str.starts_with("86") & (digits.str.len_bytes() == 13)
    digits = pl.when(long).then(digits.str.slice(2)).otherwise(digits)
    junk = digits.str.contains(MACHINE_NUMBERS) | digits.str.contains(ONE_DIGIT)
    return (junk | (digits.str.len_bytes() < SHORTEST)).fill_null(False)
