"""FETCH: connectors read platforms and dropped files; requests, msgspec and the standard library."""

from collections.abc import Mapping

from connectors.core import Connector, Folder, by_name

CONNECTORS: Mapping[str, Connector | Folder] = by_name()
