"""Channel partners."""
