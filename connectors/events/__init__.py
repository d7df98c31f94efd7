"""Offline activities."""
