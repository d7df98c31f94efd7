"""Workbooks and ledgers of the finance office."""
