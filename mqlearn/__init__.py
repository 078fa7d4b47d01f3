"""Learn asynchronous messaging by building, breaking and repairing queues.

The four queues and the message are here at the top; everything else lives in
the part that names it: `mqlearn.delivery` and `mqlearn.brokers` for queues
that survive a crash, `mqlearn.patterns`, `mqlearn.simulation`,
`mqlearn.exploration`, `mqlearn.pictures`, `mqlearn.checks`, `mqlearn.course`, `mqlearn.grading`.
"""

from mqlearn.message import Message
from mqlearn.queues import AsyncQueue, DequeQueue, ListQueue, QueueShutDown, ShutDown, ThreadedQueue

__all__ = ["AsyncQueue", "DequeQueue", "ListQueue", "Message", "QueueShutDown", "ShutDown", "ThreadedQueue"]
__version__ = "0.1.0"
