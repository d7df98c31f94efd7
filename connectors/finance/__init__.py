"""Budgets, ledgers, pay and rates: workbooks that finance and HR keep."""
