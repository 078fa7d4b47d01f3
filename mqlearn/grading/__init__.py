"""Runs the checks of an exercise against an answer and reports the outcome."""
