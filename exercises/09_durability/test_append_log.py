"""The check of append_log: the power fails at every step, and everything that may be left is opened again."""

from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from mqlearn.checks import Failed, Verdict, doing
from mqlearn.checks.answer import Answer, own_hash
from mqlearn.simulation.disk import File
from mqlearn.verdict import brief, now_doing

SALES = [b"coffee 2.50", b"", b"two cakes, and a tea: 11.40"]
LATER = [b"after 1", b"after 2"]
ODD = [b"", b"\n", b"\0" * 20, b"a\nb", b" ", bytes(range(256)), b"", b"sale" * 300, b"tea", b"tea", b"a\0\0"]
LARGE = [b"sale" * 17_000]
MOST_STEPS = 200
MANY = 100
SYNC = "A record is safe when `sync` has returned after it was written, not before. Only then return."
WHOLE = (
    "A checksum over all that you write of a record tells a whole one from a torn one. Zeros must not fit: "
    "they are what a part reads as that never arrived."
)
CHANCE = (
    "A checksum of one byte fits one torn record in 256, by chance. Keep all 32 bits of it, "
    "over all that you write of a record."
)
TAIL = "Cut off what is left behind the last whole record. What is appended behind it is never reached again."
FAILED = (
    "When a sync has failed, nobody knows what has arrived, and no later sync writes it. "
    "Cut the record off again and let the error pass: then nothing is confirmed or shown that may be missing."
)
SHOWN = "After a kill, the next process reads from the cache. Sync before you show what you have read."


class Off(BaseException):
    """The power fails, or somebody says kill -9. No program can catch this, so nobody should."""


@lru_cache
def compiled(file):
    return compile(Path(file).read_bytes(), file, "exec")


def restarted(answer):
    """The answer as a program finds it that was started anew: nothing is left in its memory."""
    module = Answer(answer.__name__)
    module.__file__ = str(answer.__file__)
    vars(module)["hash"] = own_hash()
    exec(compiled(module.__file__), vars(module))
    return module


class Program:
    """One life of a program that appends records, up to its end or to the step at which it stops."""

    def __init__(self, answer, stop_at=0):
        self.answer = restarted(answer)
        self.stop_at, self.steps, self.stopped = stop_at, [], False
        self.confirmed, self.in_flight, self.shown = [], None, []

    def step(self, what):
        if self.stopped:
            raise Off  # whatever it still tries has no effect
        self.steps.append(what)
        if len(self.steps) == self.stop_at:
            self.stopped = True
            raise Off

    def run(self, file, records):
        self.file = file
        try:
            log = self.answer.Log(file)
            self.shown = shown(log)
            for record in records:
                self.in_flight = record
                log.append(record)
                self.confirmed.append(record)
                self.in_flight = None
            self.shown = shown(log)
        except Off:
            pass
        return self


def shown(log):
    """The records of a log, as a list of bytes."""
    records = log.records()
    if not isinstance(records, list) or not all(isinstance(record, bytes) for record in records):
        raise Failed(
            Verdict.WRONG,
            did=now_doing(),
            saw=f"records() returned {brief(records)}",
            expected="a list of bytes",
            rule="`records` returns a list of all records, each as it was appended.",
            look=type(log).records,
        )
    return list(records)


def found(answer, file, did):
    """What a program that starts now finds in the file."""
    doing(did)
    return Program(answer).run(file, []).shown


def compare(answer, got, must, may, did, *, rule, torn=WHOLE, look=None):
    """Raise unless these are the records that must be there, and at most the one that may."""
    if got in (must, [*must, may]) and (may is not None or got == must):
        return
    lost = [record for record in must if got.count(record) < must.count(record)]
    if lost:
        verdict, rule = Verdict.LOST, rule
    elif sorted(got) == sorted(must):
        verdict, rule = Verdict.REORDERED, "The oldest record comes first."
    elif any(got.count(record) > [*must, may].count(record) and record in must for record in got):
        verdict = Verdict.DUPLICATED
        rule = "Each record is there once. " + torn
    else:
        verdict, rule = Verdict.WRONG, torn
    want = brief(must) if may is None else f"{brief(must)}, or {brief(may)} after them as well"
    raise Failed(
        verdict,
        did=did,
        saw=f"records() returned {brief(got)}",
        expected=want,
        rule=rule,
        look=look or answer.Log,
    )


def test_what_was_appended_is_there(answer):
    """Records of any bytes come back as they were, in order, and from a file that is opened again."""
    for records in ([], SALES, ODD, LARGE):
        file = File()
        did = f"opened an empty file, and appended {len(records)} records"
        doing(did)
        program = Program(answer).run(file, records)
        rule = "A record may be any bytes: a line break, zeros, none at all, or the same as before. Write down how long it is."
        compare(answer, program.shown, records, None, did, rule=rule)
        did += "; then opened the file again"
        rule = (
            "What is not in the file is gone with the program: its lists, and the numbers of `hash`, too, "
            "which are others in each process. Write each record into the file, whatever bytes it ends with."
        )
        compare(answer, found(answer, file.after_kill(), did), records, None, did, rule=rule)
        did += ", and appended one more"
        doing(did)
        compare(
            answer,
            Program(answer).run(file.after_kill(), [b"one more"]).shown,
            [*records, b"one more"],
            None,
            did,
            rule="A file that a log has written before is continued.",
        )


def test_the_list_is_the_callers_own(answer):
    """Whoever asks for the records may change that list: the log has them all the same."""
    did = f"appended {len(SALES)} records; called records(), and emptied that list; called records() again"
    doing(did)
    log = restarted(answer).Log(File())
    for record in SALES:
        log.append(record)
    shown(log)
    log.records().clear()
    if (got := shown(log)) != SALES:
        raise Failed(
            Verdict.WRONG,
            did=did,
            saw=f"records() returned {brief(got)}",
            expected=brief(SALES),
            rule="Hand out a list of its own, not the one by which you remember: a caller may sort or empty it.",
            look=answer.Log.records,
        )


def test_what_is_confirmed_survives_the_power_cut(answer):
    """The power fails right after an append has returned: the record is there, whatever the cache has held."""
    for count in range(1, len(SALES) + 1):
        did = f"appended {count} records; when the last append had returned, the power failed"
        file = File()
        doing(did)
        Program(answer).run(file, SALES[:count])
        for left in file.after_power_cut():
            compare(
                answer, found(answer, left, did), SALES[:count], None, did, rule=SYNC, look=answer.Log.append
            )


def cuts(answer, file_of, records, said):
    """The power fails at every step of a program: each file that may be left, and what must be in it."""
    for at in range(1, MOST_STEPS):
        doing(f"{said}; the power failed at step {at}")
        program = Program(answer, at)
        file = file_of(program.step)
        program.run(file, records)
        if not program.stopped:
            return
        did = f"{said}; the power failed before step {at}: {program.steps[-1]}"
        for left in file.after_power_cut():
            yield program, left, did


def test_the_power_fails_at_every_step(answer):
    """At every step, and whatever is left of it: the confirmed records are there, and none that is torn."""
    doing("appended a record of one byte")
    file = File()
    Program(answer).run(file, [b"x"])
    mark = file.read()[-1:]  # whatever stands at a record's end: a record of many of these is still no end
    inner = [b"sale", file.read() * 3]  # a record may hold the bytes of a log, and is one record all the same
    for records in (SALES, inner, *([b"p" * first, mark * 9] for first in range(8))):
        said = f"appended {len(records)} records, {brief(records[-1])} the last"
        for program, left, did in cuts(answer, lambda step: File(watch=step), records, said):
            did += f"; the file had {len(left.read())} bytes after that"
            got = found(answer, left, did)
            compare(answer, got, program.confirmed, program.in_flight, did, rule=SYNC)


def test_the_log_goes_on_after_a_power_cut(answer):
    """After each of these power cuts, two more records are appended: they are as safe as any other."""
    said = f"appended {len(SALES)} records"
    for _, left, did in cuts(answer, lambda step: File(watch=step), SALES, said):
        did += f", and left {len(left.read())} bytes; appended {len(LATER)} records after the restart"
        doing(did)
        before = found(answer, File(left.read()), did)
        again = Program(answer).run(left, LATER)
        must = [*before, *LATER]
        compare(answer, again.shown, must, None, did, rule=TAIL, look=answer.Log.__init__)
        for last in left.after_power_cut():
            compare(answer, found(answer, last, did), must, None, did, rule=TAIL, look=answer.Log.__init__)


def test_the_power_fails_again_during_the_restart(answer):
    """The power fails once more, at every step of the restart: what was confirmed before is still there."""
    file = File()
    Program(answer).run(file, SALES[:1])
    whole = len(file.read())
    program = Program(answer, 0)
    file = File()
    program.run(file, SALES[:2])
    longer = file.read()
    torn = [longer[:cut] for cut in range(whole, len(longer))]
    torn += [data + bytes(3) for data in torn[1:2]]
    for data in torn:
        said = f"half a record was in the file, {len(data) - whole} bytes; opened it, and appended a record"
        for again, left, did in cuts(answer, lambda step, data=data: File(data, step), LATER[:1], said):
            must = [*SALES[:1], *again.confirmed]
            compare(answer, found(answer, left, did), must, again.in_flight, did, rule=TAIL)


def test_what_was_shown_once_stays(answer):
    """The process is killed, the next one shows what it finds in the cache, then the power fails: it is there."""
    for at in range(1, MOST_STEPS):
        doing(f"appended {len(SALES)} records; the process was killed at step {at}")
        program = Program(answer, at)
        file = File(watch=program.step)
        program.run(file, SALES)
        if not program.stopped:
            return
        did = f"appended {len(SALES)} records; the process was killed before step {at}: {program.steps[-1]}"
        after = file.after_kill()
        did += "; the next one showed its records; then the power failed"
        seen = found(answer, after, did)
        compare(answer, seen, program.confirmed, program.in_flight, did, rule=WHOLE)
        for left in after.after_power_cut():
            compare(answer, found(answer, left, did), seen, None, did, rule=SHOWN, look=answer.Log.__init__)


def test_a_record_is_written_not_the_whole_log(answer):
    """The hundredth append writes no more than the first: a log is appended to, not written anew."""
    did = "appended 100 records of 10 bytes, and counted what was written for each"
    doing(did)
    sizes = []

    def watch(what):
        if what.startswith("append"):
            sizes[-1] += int(what.split()[1])

    sizes.append(0)
    log = answer.Log(File(watch=watch))
    for number in range(100):
        sizes.append(0)
        log.append(b"%010d" % number)
    if sizes[-1] > 3 * sizes[2] + 50:
        raise Failed(
            Verdict.SLOW,
            did=did,
            saw=f"{sizes[2]} bytes were written for the second record, {sizes[-1]} for the last",
            expected="about as many for the last as for the second",
            rule="Write the new record behind the others. What is safe already need not be written again.",
            look=answer.Log.append,
        )


def test_a_torn_record_is_always_seen(answer):
    """Many records are torn, in many ways: a checksum that fits one of a few hundred by chance is not enough."""
    did = (
        f"{MANY} times: appended a record of 20 bytes, other ones each time; the power failed before the sync"
    )
    doing(did)
    for number in range(MANY):
        record, cut = (b"%05d" % (number * 7919 % 100_000)) * 4, []

        def watch(what, cut=cut):
            if cut and what == "sync":
                raise Off

        file = File(watch=watch)
        log = restarted(answer).Log(file)
        cut.append(True)
        with suppress(Off):
            log.append(record)
        for left in file.after_power_cut():
            if len(left.read()) == len(file.read()):
                compare(
                    answer,
                    found(answer, left, did),
                    [],
                    record,
                    did,
                    rule=SYNC,
                    torn=CHANCE,
                    look=answer.Log.append,
                )


class Faulty:
    """A disk that fails to write: at one sync, or at each from that one on."""

    def __init__(self, at, lasts):
        self.at, self.lasts, self.syncs = at, lasts, 0

    def __call__(self, what):
        if what == "sync":
            self.syncs += 1
            if self.syncs == self.at or (self.lasts and self.syncs > self.at):
                raise OSError(5, "Input/output error")


def test_the_disk_fails_to_write(answer):
    """A sync raises OSError: what is confirmed or shown after that is safe all the same, and nothing else is."""
    for lasts in (False, True):
        for at in range(1, MOST_STEPS):
            disk = Faulty(at, lasts)
            did = f"sync number {at}{', and each after it,' if lasts else ''} raised OSError"
            doing(did)
            file = File(watch=disk)
            confirmed, seen = [], []
            with suppress(OSError):
                log = restarted(answer).Log(file)
                for record in [*SALES, *LATER]:
                    with suppress(OSError):
                        log.append(record)
                        confirmed.append(record)
                seen = shown(log)
            if disk.syncs < at:
                break
            did += f"; append returned for {brief(confirmed)}; records() returned {brief(seen)}"
            after_the_failure(answer, file, confirmed, seen, did + "; then the power failed")
            killed = file.after_kill()
            did += "; the process was killed, and the next one showed its records"
            seen = found(answer, killed, did)
            after_the_failure(answer, killed, confirmed, seen, did + "; then the power failed")


def test_the_disk_fails_while_a_log_is_opened(answer):
    """What a killed process has left in the cache cannot be synced: then it is not shown either."""
    whole = Program(answer)
    whole.run(File(watch=whole.step), SALES)
    last = max(number for number, what in enumerate(whole.steps, 1) if what == "sync")
    for at in range(1, MOST_STEPS):
        did = f"a process was killed before its last sync; in the next one, sync number {at} raised OSError"
        program, disk = Program(answer, last), Faulty(at, lasts=False)
        file = File(watch=program.step)
        program.run(file, SALES)
        killed, seen = file.after_kill(disk), []
        doing(did)
        with suppress(OSError):
            seen = shown(restarted(answer).Log(killed))
        if disk.syncs < at:
            return
        did += f"; records() returned {brief(seen)}; then the power failed"
        after_the_failure(answer, killed, program.confirmed, seen, did)


def after_the_failure(answer, file, confirmed, seen, did):
    """Whatever the power cut leaves, what was confirmed and what was seen is there."""
    for left in file.after_power_cut():
        got = found(answer, left, did)
        for must in (confirmed, seen):
            kept = [record for record in got if record in must]
            compare(answer, kept, must, None, did, rule=FAILED, look=answer.Log.append)
