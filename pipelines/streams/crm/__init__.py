"""Contacts and deals, clean."""
