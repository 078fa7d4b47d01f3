"""The check of append_log: the power fails at every step, and everything that may be left is opened again."""

from functools import lru_cache
from pathlib import Path

from mqlearn.grading import Failed, Verdict, doing
from mqlearn.grading.answer import Answer
from mqlearn.grading.verdict import brief, now_doing
from mqlearn.simulation.disk import File

SALES = [b"coffee 2.50", b"", b"two cakes, and a tea: 11.40"]
LATER = [b"after 1", b"after 2"]
ODD = [b"", b"\n", b"\0" * 20, b"a\nb", b" ", bytes(range(256)), b"", b"sale" * 300]
MOST_STEPS = 200
SYNC = "A record is safe when `sync` has returned after it was written, not before. Only then return."
WHOLE = (
    "A checksum over all that you write of a record tells a whole one from a torn one. Zeros must not fit: "
    "they are what a part reads as that never arrived."
)
TAIL = "Cut off what is left behind the last whole record. What is appended behind it is never reached again."
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


def compare(answer, got, must, may, did, *, rule, look=None):
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
        rule = "Each record is there once. " + WHOLE
    else:
        verdict, rule = Verdict.WRONG, WHOLE
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
    for records in ([], SALES, ODD):
        file = File()
        did = f"opened an empty file, and appended {len(records)} records"
        doing(did)
        program = Program(answer).run(file, records)
        rule = "A record may be any bytes: a line break, zeros, or none at all. Write down how long it is."
        compare(answer, program.shown, records, None, did, rule=rule)
        did += "; then opened the file again"
        rule = "What is not in the file is gone with the program. Write each record into the file."
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
    for records in (SALES, *([b"p" * first, mark * 9] for first in range(8))):
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
    did = "appended 200 records of 10 bytes, and counted what was written for each"
    doing(did)
    sizes = []

    def watch(what):
        if what.startswith("append"):
            sizes[-1] += int(what.split()[1])

    sizes.append(0)
    log = answer.Log(File(watch=watch))
    for number in range(200):
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
