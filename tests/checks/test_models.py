"""What a queue has to do, and what counts as one that somebody else wrote."""

import queue

import pytest

from mqlearn.checks.models import is_no_ready_made_queue
from mqlearn.verdict import Failed


class _Inherited(queue.Queue):
    pass


class _Hidden:
    def __init__(self):
        self.boxes = [queue.Queue()]


class _Own:
    def __init__(self):
        self.items = []

    def put(self, item):
        self.items.append(item)

    def get(self):
        return self.items.pop(0)


@pytest.mark.parametrize("ready", [_Inherited, _Hidden])
def test_a_ready_made_queue_is_seen_also_as_a_base_class_or_in_a_list(ready):
    with pytest.raises(Failed, match="WRONG"):
        is_no_ready_made_queue(ready())
    is_no_ready_made_queue(_Own())
