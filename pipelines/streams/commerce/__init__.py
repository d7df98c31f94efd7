"""Orders and refunds, clean."""
