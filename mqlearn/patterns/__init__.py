"""Ways of working together over a queue."""

from mqlearn.patterns.roles import Consumer, Producer

__all__ = ["Consumer", "Producer"]
