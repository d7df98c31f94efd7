"""How each true figure is worked out, by subject. `sandbox.truth` gathers them."""
