"""The check of bounded_pipeline: a photo service in virtual time, judged by its log."""

import asyncio
import itertools

from mqlearn.checks import Failed, Verdict, doing
from mqlearn.simulation import Deadlock, Trace, run

STAGES = ("download", "shrink", "upload")
SLOW = 10.037  # not a round number, so that an answer that polls is a little late
TIDYING = 0.25
BETWEEN = (
    "Between two stages there is room for `bound` pictures. When it is full, the stage before must wait."
)


class LineCut(Exception):
    """Raised by a stage that is told to fail."""


class Photos:
    """The three stages, and a log of what they did."""

    def __init__(self, answer, *, did, seconds=(1, 1, 1), bound=2, fails=None, result=None, as_list=False):
        self.answer, self.did, self.bound = answer, did, bound
        self.seconds = dict(zip(STAGES, seconds, strict=True))
        self.fails = fails  # (stage, picture)
        self.as_list = as_list
        self.result = result  # makes the result of download and shrink instead
        self.trace = Trace()
        self.taken = 0
        self.most_taken = 0
        self.begun = dict.fromkeys(STAGES, 0)
        self.ended = dict.fromkeys(STAGES, 0)
        self.most_busy = 0
        self.most_waiting = dict.fromkeys(STAGES[1:], 0)
        doing(did)

    def pictures(self, count):
        numbers = range(1, count + 1) if count is not None else itertools.count(1)
        for number in numbers:
            self.taken += 1
            self.most_taken = max(self.most_taken, self.taken - self.ended["upload"])
            if count is None and number > 1_000:
                raise self.failed(
                    Verdict.UNBOUNDED,
                    "1,000 pictures were read, though hardly any was uploaded",
                    "Read the next picture only when there is room for it, because `pictures` may be endless.",
                )
            yield f"picture {number}"

    def stages(self):
        return [self.stage(name) for name in STAGES]

    def stage(self, name):
        place = STAGES.index(name)

        async def work(item):
            number = self.begun[name] + 1
            picture = f"picture {number}"
            before = f"{STAGES[place - 1]}ed {picture}".replace("shrinked", "shrunk") if place else picture
            if self.result is None and item != before:
                self.wrong_item(name, item, before)
            self.begun[name] = number
            if self.begun[name] - self.ended[name] > 1:
                raise self.failed(
                    Verdict.UNBOUNDED,
                    f"{name} works on {self.begun[name] - self.ended[name]} pictures at the same time",
                    "Each stage works on one picture at a time, and takes the next when this one is done.",
                    "1 at a time",
                )
            self.most_busy = max(self.most_busy, sum(self.begun[s] > self.ended[s] for s in STAGES))
            with self.trace.during(name, picture):
                try:
                    await asyncio.sleep(self.seconds[name])
                except asyncio.CancelledError:
                    await asyncio.sleep(TIDYING)  # closing a connection takes time
                    raise
                if self.fails == (name, number):
                    raise LineCut(f"{name} of {picture}")
            self.ended[name] += 1
            for earlier, later in itertools.pairwise(STAGES):
                waiting = self.ended[earlier] - self.begun[later]
                self.most_waiting[later] = max(self.most_waiting[later], waiting)
            if self.result is not None:
                return self.result()
            return f"{'shrunk' if place else 'downloaded'} {picture}"

        return work

    def wrong_item(self, name, item, before):
        text = str(item)
        kind = before.removesuffix(before.split()[-1])
        if text.startswith(kind) and text.split()[-1].isdecimal():
            number, next_one = int(text.split()[-1]), int(before.split()[-1])
            verdict = Verdict.DUPLICATED if number < next_one else Verdict.REORDERED
            rule = "Pictures keep their order, and each goes through each stage once."
        else:
            verdict, rule = Verdict.WRONG, "Each stage gets what the stage before returned."
        raise self.failed(verdict, f"{name} got {item!r}", rule, f"{before!r}")

    def failed(self, verdict, saw, rule, expected=""):
        return Failed(
            verdict,
            did=self.did,
            saw=saw,
            expected=expected,
            rule=rule,
            look=self.answer.pipeline,
            trace=self.trace,
        )

    def call(self, count):
        pictures = self.pictures(count)
        return self.answer.pipeline(list(pictures) if self.as_list else pictures, *self.stages(), self.bound)

    def day(self, count, cancel_at=None):
        """Run the pipeline to its end. Return the time, and the error if there was one."""

        async def main():
            task = asyncio.create_task(self.call(count), name="pipeline")
            if cancel_at is not None:
                await asyncio.sleep(cancel_at)
                task.cancel()
            await asyncio.wait([task])
            error = asyncio.CancelledError() if task.cancelled() else self.first_cause(task.exception())
            end = asyncio.get_running_loop().time()
            at_work = [e.who for e in self.trace.of(what="start") if not self.has_ended(e)]
            for _ in range(5):
                await asyncio.sleep(0)  # a task that is being cancelled may finish
            left = sorted(t.get_name() for t in asyncio.all_tasks() - {asyncio.current_task()})
            if (left or at_work) and not isinstance(error, Failed):
                raise self.failed(
                    Verdict.LEAKED,
                    f"at {end:g} s pipeline was over, and still there: {', '.join(at_work or left)}",
                    "Make sure that every task you start has ended when you return, also when something fails.",
                    "no task is left",
                )
            return end, error

        try:
            end, error = run(main())
        except Deadlock as deadlock:
            raise self.failed(
                Verdict.STUCK,
                [
                    f"at {deadlock.at:g} s every task waits, and none can ever continue:",
                    *(f"  {w}" for w in deadlock.waiting if not w.where.startswith("test_")),
                ],
                "A stage that has ended or failed neither takes nor puts, so the stages that wait for it "
                "must be told.",
            ) from None
        if isinstance(error, Failed):
            raise error
        if error is not None and not isinstance(error, LineCut | asyncio.CancelledError):
            raise error
        return end, error

    def has_ended(self, start):
        return any(e.what == "end" and e.message == start.message for e in self.trace.of(who=start.who))

    def first_cause(self, error):
        """Return the first cause in a group: a finding of the check, else what a stage was told to raise."""
        if error is None:
            return None
        errors = [error]
        for one in errors:
            if isinstance(one, BaseExceptionGroup):
                errors.extend(one.exceptions)
        single = [one for one in errors if not isinstance(one, BaseExceptionGroup)]
        for kind in (Failed, LineCut):
            if found := next((one for one in single if isinstance(one, kind)), None):
                return found
        return single[0]

    # Each of these judges one promise.

    def all_is_uploaded(self, count, end):
        ended = self.ended["upload"]
        if ended < count and self.begun["upload"] == ended:
            raise self.failed(
                Verdict.LOST,
                f"pipeline returned at {end:g} s, and {ended} of {count} pictures were uploaded",
                "The end of the work must reach each stage after the last picture, and nothing else may end a stage.",
                f"{count} uploads",
            )
        if ended < count:
            raise self.failed(
                Verdict.ACKED_EARLY,
                f"pipeline returned at {end:g} s, in the middle of upload {ended + 1} of {count}",
                "pipeline returns when the last upload has ended, not when it has begun.",
            )

    def over_at(self, end, expected):
        if abs(end - expected) > 1e-6:
            sequential = self.most_busy == 1
            raise self.failed(
                Verdict.WRONG if sequential or end - expected > 0.9 else Verdict.SPINNING,
                f"the last picture was uploaded at {end:g} s"
                + (f", and at most {self.most_busy} of the 3 stages worked at the same time"),
                "The stages run concurrently: while one picture is uploaded, the next one is shrunk."
                if sequential or end - expected > 0.9
                else "A stage that waits for a picture or for room must be woken at once, not poll.",
                f"{expected:g} s, with all three stages at work",
            )

    def few_wait(self):
        for stage, most in self.most_waiting.items():
            if most > self.bound + 1:
                raise self.failed(
                    Verdict.UNBOUNDED,
                    f"{most} pictures waited in front of {stage}, with a bound of {self.bound}",
                    BETWEEN,
                    f"{self.bound} in the room between, and 1 that the stage before still holds",
                )
        if self.most_taken > 3 * self.bound + 4:
            raise self.failed(
                Verdict.UNBOUNDED,
                f"{self.most_taken} pictures had been read and not yet uploaded, with a bound of {self.bound}",
                "Read the next picture only when there is room for it. A list of all pictures is a queue without a bound.",
                f"at most {3 * self.bound + 4}, even with a queue in front of every stage",
            )

    def the_room_is_used(self):
        for stage, most in self.most_waiting.items():
            if most < self.bound:
                raise self.failed(
                    Verdict.WRONG,
                    f"at most {most} waited in front of {stage}, with a bound of {self.bound}",
                    "Use the whole room between two stages: up to `bound` pictures may wait in it.",
                    f"{self.bound}, with an upload as slow as this",
                )


def test_every_picture_goes_through_all_stages(answer):
    """Every picture is downloaded, shrunk and uploaded, in order; then pipeline returns."""
    for count in (4, 1, 0):
        for as_list in (False, True):
            photos = Photos(
                answer,
                did=f"{count} pictures, {'in a list' if as_list else 'from a generator'}; "
                "each stage takes 1 s (virtual time); bound=2",
                as_list=as_list,
            )
            end, _ = photos.day(count)
            photos.all_is_uploaded(count, end)


def test_the_stages_work_at_the_same_time(answer):
    """While one picture is uploaded, the next one is shrunk and another one downloaded."""
    for bound in (2, 1):
        photos = Photos(
            answer, did=f"6 pictures; each stage takes 2 s; bound={bound}", seconds=(2, 2, 2), bound=bound
        )
        end, _ = photos.day(6)
        photos.all_is_uploaded(6, end)
        photos.over_at(end, 16)


def test_memory_is_bounded(answer):
    """However slow the upload is, few pictures wait, and the upload never waits for one."""
    for bound in (3, 1):
        photos = Photos(
            answer,
            did=f"20 pictures; download and shrink take 1 s, upload {SLOW} s; bound={bound}",
            seconds=(1, 1, SLOW),
            bound=bound,
        )
        end, _ = photos.day(20)
        photos.all_is_uploaded(20, end)
        photos.few_wait()
        photos.the_room_is_used()
        photos.over_at(end, 2 + 20 * SLOW)
    photos = Photos(
        answer,
        did=f"12 pictures; shrink takes {SLOW} s, the others 1 s; bound=3",
        seconds=(1, SLOW, 1),
        bound=3,
    )
    end, _ = photos.day(12)
    photos.few_wait()
    photos.over_at(end, 2 + 12 * SLOW)


def test_a_stage_may_return_anything(answer):
    """None, 0, '' and an empty list are results like any other."""
    for odd in (None, 0, "", False, [], (), StopIteration, Ellipsis):
        photos = Photos(
            answer, did=f"2 pictures; download and shrink return {odd!r}; bound=2", result=lambda odd=odd: odd
        )
        end, _ = photos.day(2)
        photos.all_is_uploaded(2, end)


def test_a_failure_stops_everything(answer):
    """If a stage raises, pipeline raises at once, and leaves no task at work."""
    for seconds in ((1, 1, 1), (1, 1, 5), (5, 1, 1)):
        for stage in STAGES:
            for number in (1, 4, 9):
                photos = Photos(
                    answer,
                    did=f"9 pictures; the stages take {seconds} s; bound=2; {stage} of picture {number} raises LineCut",
                    seconds=seconds,
                    fails=(stage, number),
                )
                end, error = photos.day(9)
                if error is None:
                    raise photos.failed(
                        Verdict.LOST,
                        f"pipeline returned at {end:g} s without an error; {photos.ended['upload']} of 9 uploads",
                        "An error must reach the caller of pipeline. No one sees the error of a task that is never awaited.",
                        "LineCut, or an ExceptionGroup with it",
                    )
                failed_at = photos.trace.of(who=stage, what="end")[number - 1].at
                if end - failed_at > TIDYING + 1e-6:
                    raise photos.failed(
                        Verdict.LEAKED,
                        [
                            *(str(e).strip() for e in photos.trace if e.at > failed_at),
                            f"pipeline raised at {end:g} s, {end - failed_at:g} s after the failure",
                        ],
                        "When one stage fails, cancel the others, and wait until they have ended.",
                        f"it raises at {failed_at:g} s, or when the others have cleaned up, {TIDYING} s later",
                    )


def test_a_cancelled_pipeline_stops(answer):
    """Cancelling pipeline cancels its stages, too, also with endless pictures."""
    for seconds in ((1, 1, 1), (1, 1, SLOW), (SLOW, 1, 1)):
        for cancel_at in (0, 0.5, 2.5, 30.5):
            photos = Photos(
                answer,
                did=f"endless pictures; the stages take {seconds} s; pipeline is cancelled at {cancel_at:g} s",
                seconds=seconds,
            )
            end, error = photos.day(None, cancel_at)
            photos.few_wait()
            by = cancel_at + 2 * TIDYING  # one stage may clean up before the others are cancelled
            if not isinstance(error, asyncio.CancelledError) or end > by + 1e-6:
                raise photos.failed(
                    Verdict.STUCK,
                    f"at {end:g} s it ended, with {type(error).__name__ if error else 'no error'}",
                    "Let CancelledError pass: clean up in a finally, and do not swallow it.",
                    f"it ends with CancelledError by {by:g} s, when the stages have cleaned up",
                )
