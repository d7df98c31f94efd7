"""Streams: one clean table each, declared in one place."""
