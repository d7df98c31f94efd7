"""Social platforms."""
