"""Advertising platforms."""
