"""The vocabulary a connector is written in."""

from msgspec import Raw

from connectors.core.errors import AccessDenied, AskForLess, BadReply, PullError, TryAgain
from connectors.core.spec import (
    Connector,
    Feed,
    FileFeed,
    Folder,
    Page,
    Records,
    Window,
    by_name,
)

__all__ = [
    "AccessDenied",
    "AskForLess",
    "BadReply",
    "Connector",
    "Feed",
    "FileFeed",
    "Folder",
    "Page",
    "PullError",
    "Raw",
    "Records",
    "TryAgain",
    "Window",
    "by_name",
]
