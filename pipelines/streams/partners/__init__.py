"""Channel partners, clean."""
