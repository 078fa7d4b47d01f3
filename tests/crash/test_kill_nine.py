"""Kill -9 at some thirty points; MQLEARN_KILL_POINTS=1000, or kill_nine.py itself, tries more."""

import os

import pytest
from kill_nine import Broken, kill

from mqlearn.delivery import SqliteQueue

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
POINTS = int(os.environ.get("MQLEARN_KILL_POINTS", "30"))


def test_after_kill_nine_what_was_confirmed_is_there_and_what_was_acked_stays_away(tmp_path):
    ledger = kill(POINTS, tmp_path / "orders.db")
    assert len(ledger.put) > POINTS, "too little was put to prove anything"
    assert len(ledger.acked) > POINTS, "too little was acked to prove anything"


class ConfirmsTooEarly(SqliteQueue):
    """Says that a message is kept, and keeps it at the next put."""

    late = ()

    async def _put(self, entries):
        ids = await super()._put(self.late) if self.late else []
        self.late = entries
        return ids or ["?"] * len(entries)


class ForgetsWhenItDelivers(SqliteQueue):
    """At most once: a message is gone as soon as somebody has it."""

    async def _take(self, batch, timeout):
        taken = await super()._take(batch, timeout)
        await self._ack([one.receipt for one in taken])
        return taken

    async def _nack(self, receipt, delay):
        pass


class KeepsAcksInMemory(SqliteQueue):
    """Writes acks down five at a time."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.waiting = []

    async def _ack(self, receipts):
        self.waiting += receipts
        if len(self.waiting) >= 5:
            receipts, self.waiting = self.waiting, []
            await super()._ack(receipts)


class HasNoKeys(SqliteQueue):
    """Keeps a message as often as it is put."""

    def _insert(self, entries):
        return super()._insert([entry._replace(key=None) for entry in entries])


@pytest.mark.parametrize(
    ("mistake", "verdict"),
    [
        (ConfirmsTooEarly, "LOST"),
        (ForgetsWhenItDelivers, "LOST"),
        (KeepsAcksInMemory, "CAME BACK"),
        (HasNoKeys, "DUPLICATED|CAME BACK"),
    ],
)
def test_a_queue_that_promises_too_much_is_found_out(tmp_path, mistake, verdict):
    with pytest.raises(Broken, match=verdict):
        kill(300, tmp_path / "orders.db", mistake)
