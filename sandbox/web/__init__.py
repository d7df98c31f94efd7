"""First-party behaviour."""
