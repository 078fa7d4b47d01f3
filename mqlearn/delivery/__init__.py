"""Acknowledged delivery: one contract, several engines."""

from mqlearn.delivery.contract import (
    AlreadySettled,
    Capabilities,
    Delivery,
    DeliveryError,
    DeliveryQueue,
    EngineError,
    LeaseLost,
    NotConfirmed,
    QueueClosed,
    TooLarge,
)
from mqlearn.delivery.dedup import Inbox, SqliteInbox
from mqlearn.delivery.memory_queue import MemoryQueue
from mqlearn.delivery.opening import open_queue
from mqlearn.delivery.outbox import Outbox
from mqlearn.delivery.retry import Backoff
from mqlearn.delivery.sqlite_queue import SqliteQueue

__all__ = [
    "AlreadySettled",
    "Backoff",
    "Capabilities",
    "Delivery",
    "DeliveryError",
    "DeliveryQueue",
    "EngineError",
    "Inbox",
    "LeaseLost",
    "MemoryQueue",
    "NotConfirmed",
    "Outbox",
    "QueueClosed",
    "SqliteInbox",
    "SqliteQueue",
    "TooLarge",
    "open_queue",
]
