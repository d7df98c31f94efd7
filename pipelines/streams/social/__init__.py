"""Followers, articles and videos, clean."""
