"""MISCONCEPTION: Everything is commented out, and so it cannot be wrong.

VERDICT: BROKEN
"""

# class Log:
#     """Records in a file, each safe when `append` has returned."""
