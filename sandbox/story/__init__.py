"""Pieces of the invented company, one module per subject. `sandbox.world` puts them together."""
