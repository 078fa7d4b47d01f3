"""Real brokers: servers on this machine, and the delivery queue that runs on them.

`LocalNats` starts the servers and needs nothing but the standard library and
the server's binary. The queue is in `mqlearn.brokers.nats`, and needs nats-py.
"""

from mqlearn.brokers.local_nats import LocalNats, LocalNatsError, Node

__all__ = ["LocalNats", "LocalNatsError", "Node"]
