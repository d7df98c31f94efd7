"""Advertising platforms, each in its own dialect."""
