"""Surveys and their answers, clean."""
