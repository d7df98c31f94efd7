"""Budgets, ledgers, pay and rates, clean."""
