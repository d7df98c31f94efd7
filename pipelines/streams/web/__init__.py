"""First-party behaviour on the web, clean."""
