"""Offline activities, clean."""
