"""Five queues with the standard library's words, from a plain list to one that threads may share.

| queue               | who may use it        | when it is empty or full   |
|---------------------|-----------------------|----------------------------|
| `ListQueue`         | one thread            | raises                     |
| `DequeQueue`        | one thread            | raises                     |
| `AsyncQueue`        | tasks of one loop     | waits                      |
| `ThreadedQueue`     | threads               | waits, or until a deadline |
| `FastThreadedQueue` | threads               | waits, or until a deadline |
"""

from mqlearn.queues.async_queue import AsyncQueue, QueueShutDown
from mqlearn.queues.deque_queue import DequeQueue
from mqlearn.queues.fast_threaded_queue import FastThreadedQueue
from mqlearn.queues.list_queue import ListQueue
from mqlearn.queues.threaded_queue import ShutDown, ThreadedQueue

__all__ = [
    "AsyncQueue",
    "DequeQueue",
    "FastThreadedQueue",
    "ListQueue",
    "QueueShutDown",
    "ShutDown",
    "ThreadedQueue",
]
