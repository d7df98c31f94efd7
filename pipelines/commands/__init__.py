"""The commands of `marketing`, by what a person wants: to run, to look, to see a demonstration."""
