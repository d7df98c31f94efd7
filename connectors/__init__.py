"""FETCH: connectors read platforms and dropped files; requests, msgspec and the standard library."""
