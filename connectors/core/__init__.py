"""The vocabulary a connector is written in."""
