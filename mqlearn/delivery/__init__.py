"""Acknowledged delivery: one contract, several engines."""

from mqlearn.delivery.contract import (
    AlreadySettled,
    Capabilities,
    Delivery,
    DeliveryError,
    DeliveryQueue,
    LeaseLost,
    NotConfirmed,
    QueueClosed,
    TooLarge,
)
from mqlearn.delivery.retry import Backoff

__all__ = [
    "AlreadySettled",
    "Backoff",
    "Capabilities",
    "Delivery",
    "DeliveryError",
    "DeliveryQueue",
    "LeaseLost",
    "NotConfirmed",
    "QueueClosed",
    "TooLarge",
]
