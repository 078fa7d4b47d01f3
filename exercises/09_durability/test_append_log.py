"""Check append_log: the power fails at every step, and everything that may be left is opened again."""

from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from mqlearn.checks import Failed, Verdict, doing, method
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
    "One checksum over everything you write for a record tells a whole record from a torn one. Zeros must not "
    "pass as a record, because a part that never arrived reads as zeros."
)
CHANCE = (
    "A checksum of one byte fits one torn record in 256 by chance. Keep all 32 bits of it, "
    "over everything you write for a record."
)
TAIL = (
    "Cut off the torn bytes behind the last whole record. "
    "A reader stops there, so it never reaches a record that was appended behind them."
)
FAILED = (
    "After a failed sync you cannot know which bytes have arrived, and no later sync writes them. "
    "Cut the record off and let the error pass: then you neither confirm nor show a record that may be missing."
)
MIXED = (
    "After a failed sync, bytes of that record may still arrive, beside bytes of the record that takes its place. "
    "One checksum over the whole record notices that; a checksum for each piece does not."
)
SHOWN = "After a kill, the next process reads from the cache. Sync before you show what you have read."


class Off(BaseException):
    """The power fails, or the process gets kill -9. No program can catch this, so no answer should."""


@lru_cache
def compiled(file):
    return compile(Path(file).read_bytes(), file, "exec")


def restarted(answer):
    """Return the answer as a freshly started program has it: with nothing in its memory."""
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
            raise Off  # what it tries after its end has no effect
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
    """Return the records of a log, as a list of bytes."""
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
    """Return the records that a program finds when it starts now."""
    doing(did)
    return Program(answer).run(file, []).shown


def compare(answer, got, must, may, did, *, rule, torn=WHOLE, look=None):
    """Raise unless `got` has the records that must be there, and at most the one that may be."""
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
            "A program that ends takes its lists along, and the numbers of `hash`, which differ in each process. "
            "Write each record into the file, and read it back whatever bytes it ends with."
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
            rule="Opening a file that a log has written continues that log.",
        )


def test_the_list_is_the_callers_own(answer):
    """The caller may change the list that `records` returned; the log still has its records."""
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
            rule="Return a new list, not the one the log keeps, because a caller may sort or empty it.",
            look=method(answer.Log, "records"),
        )


def test_what_is_confirmed_survives_the_power_cut(answer):
    """A record is there when the power fails right after its append has returned."""
    for count in range(1, len(SALES) + 1):
        did = f"appended {count} records; when the last append had returned, the power failed"
        file = File()
        doing(did)
        Program(answer).run(file, SALES[:count])
        for left in file.after_power_cut():
            compare(
                answer,
                found(answer, left, did),
                SALES[:count],
                None,
                did,
                rule=SYNC,
                look=method(answer.Log, "append"),
            )


def cuts(answer, file_of, records, said):
    """Yield each file that may be left when the power fails, for every step of a program."""
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
    """The power fails at every step: the confirmed records are there, and no torn one."""
    doing("appended a record of one byte")
    file = File()
    Program(answer).run(file, [b"x"])
    mark = file.read()[-1:]  # the last byte of a record: a record of many such bytes is no end of a record
    inner = [b"sale", file.read() * 3]  # a record may hold the bytes of a log, and is one record all the same
    for records in (SALES, inner, *([b"p" * first, mark * 9] for first in range(8))):
        said = f"appended {len(records)} records, {brief(records[-1])} the last"
        for program, left, did in cuts(answer, lambda step: File(watch=step), records, said):
            did += f"; the file had {len(left.read())} bytes after that"
            got = found(answer, left, did)
            compare(answer, got, program.confirmed, program.in_flight, did, rule=SYNC)


def test_the_log_goes_on_after_a_power_cut(answer):
    """Two more records are appended after each of these power cuts: they are as safe as any other."""
    said = f"appended {len(SALES)} records"
    for _, left, did in cuts(answer, lambda step: File(watch=step), SALES, said):
        did += f", and left {len(left.read())} bytes; appended {len(LATER)} records after the restart"
        doing(did)
        before = found(answer, File(left.read()), did)
        again = Program(answer).run(left, LATER)
        must = [*before, *LATER]
        compare(answer, again.shown, must, None, did, rule=TAIL, look=method(answer.Log, "__init__"))
        for last in left.after_power_cut():
            compare(
                answer,
                found(answer, last, did),
                must,
                None,
                did,
                rule=TAIL,
                look=method(answer.Log, "__init__"),
            )


def test_the_power_fails_again_during_the_restart(answer):
    """The power fails again, at every step of the restart: the confirmed records are still there."""
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
    """The process is killed, the next one shows what it finds, then the power fails: that is still there."""
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
            compare(
                answer,
                found(answer, left, did),
                seen,
                None,
                did,
                rule=SHOWN,
                look=method(answer.Log, "__init__"),
            )


def test_a_record_is_written_not_the_whole_log(answer):
    """The hundredth append writes no more than the first."""
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
            rule="Write the new record behind the others. The others are safe already.",
            look=method(answer.Log, "append"),
        )


def test_a_torn_record_is_always_seen(answer):
    """Many records are torn, in many ways, so a checksum that fits one in a few hundred by chance is caught."""
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
                    look=method(answer.Log, "append"),
                )


class Faulty:
    """A disk that fails to write at one sync. After it, the disk works, or fails again, or the power fails."""

    def __init__(self, at, then="works"):
        self.at, self.then, self.syncs = at, then, 0

    def __call__(self, what):
        if what == "sync":
            self.syncs += 1
        if self.syncs > self.at and self.then == "power cut":
            raise Off
        if what == "sync" and (self.syncs == self.at or (self.syncs > self.at and self.then == "fails")):
            raise OSError(5, "Input/output error")


THEN = {
    "works": "",
    "fails": ", and each after it,",
    "power cut": ", and the power failed at the sync after it; this one",
}
AFTER_A_FAILURE = [*SALES, b"tea for two people: 4.20", b"cake for everyone : 8.00"]


def test_the_disk_fails_to_write(answer):
    """A sync raises OSError: the records confirmed or shown after that are safe all the same."""
    for then, words in THEN.items():
        for at in range(1, MOST_STEPS):
            disk = Faulty(at, then)
            did = f"sync number {at}{words} raised OSError"
            doing(did)
            file = File(watch=disk)
            tried, confirmed, seen = [], [], []
            with suppress(OSError, Off):
                log = restarted(answer).Log(file)
                for record in AFTER_A_FAILURE:
                    tried.append(record)
                    with suppress(OSError):
                        log.append(record)
                        confirmed.append(record)
                seen = shown(log)
            if disk.syncs < at:
                break
            did += f"; append returned for {brief(confirmed)}; records() returned {brief(seen)}"
            after_the_failure(answer, file, tried, confirmed, seen, did + "; then the power failed")
            if then == "power cut":
                continue
            killed = file.after_kill()
            did += "; the process was killed, and the next one showed its records"
            seen = found(answer, killed, did)
            after_the_failure(answer, killed, tried, confirmed, seen, did + "; then the power failed")


def test_the_disk_fails_while_a_log_is_opened(answer):
    """Records that a killed process has left in the cache are not shown when they cannot be synced."""
    whole = Program(answer)
    whole.run(File(watch=whole.step), SALES)
    last = max(number for number, what in enumerate(whole.steps, 1) if what == "sync")
    for at in range(1, MOST_STEPS):
        did = f"a process was killed before its last sync; in the next one, sync number {at} raised OSError"
        program, disk = Program(answer, last), Faulty(at)
        file = File(watch=program.step)
        program.run(file, SALES)
        killed, seen = file.after_kill(disk), []
        doing(did)
        with suppress(OSError):
            seen = shown(restarted(answer).Log(killed))
        if disk.syncs < at:
            return
        did += f"; records() returned {brief(seen)}; then the power failed"
        after_the_failure(answer, killed, SALES, program.confirmed, seen, did)


def after_the_failure(answer, file, tried, confirmed, seen, did):
    """Raise unless every file that may be left has what was confirmed and seen, and nothing that never was tried."""
    for left in file.after_power_cut():
        got = found(answer, left, did)
        for must in (confirmed, seen):
            kept = [record for record in got if record in must]
            compare(answer, kept, must, None, did, rule=FAILED, look=method(answer.Log, "append"))
        rest = iter(tried)
        if not all(record in rest for record in got):
            raise Failed(
                Verdict.WRONG,
                did=did,
                saw=f"records() returned {brief(got)}",
                expected=f"{brief(confirmed)}, and of the others at most some of {brief(tried)}",
                rule=MIXED,
                look=method(answer.Log, "append"),
            )
