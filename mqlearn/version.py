"""The version of the package and of the course that it carries."""

__version__ = "0.2.0"
