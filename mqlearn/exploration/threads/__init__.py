"""Interleavings of threads: real threads that run one at a time, in an order that a search chooses."""
