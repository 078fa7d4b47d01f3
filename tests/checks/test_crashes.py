"""A process that dies at a step: what the checks of lesson 07 rest on."""

import asyncio

import pytest

from mqlearn.checks.crashes import Crash, WatchedQueue, every_crash
from mqlearn.simulation import Trace, run


def die_everywhere(program):
    """Run a scenario with every crash; what each run came to."""
    outcomes = []
    for crash in every_crash():
        outcome = run(program(crash))
        outcomes.append((crash.where, outcome))
    return outcomes


def test_every_step_is_fatal_once_and_the_first_run_has_no_crash():
    async def program(crash):
        log = []

        async def steps():
            for name in ("one", "two", "three"):
                await crash.step(name)
                log.append(name)

        return await crash.process(steps), log

    assert die_everywhere(program) == [
        ("", (True, ["one", "two", "three"])),
        ("one", (False, [])),
        ("two", (False, ["one"])),
        ("three", (False, ["one", "two"])),
        ("", (True, ["one", "two", "three"])),
    ]


def test_a_dead_process_runs_no_finally_and_no_except():
    log = []

    async def tidy(crash):
        try:
            await crash.step("in the middle")
        except BaseException:
            log.append("except")
            raise
        finally:
            log.append("finally")

    async def program(crash):
        died = not await crash.process(lambda: tidy(crash))
        await asyncio.sleep(1_000)
        return died, list(log)

    assert run(program(Crash(1))) == (True, [])


def test_the_children_of_a_dead_process_have_no_effect_either():
    async def program(crash):
        log = []

        async def child():
            await asyncio.sleep(5)
            await crash.step("the child's")
            log.append("child")

        async def parent():
            kept = asyncio.create_task(child())
            await crash.step("the parent's")
            await kept

        await crash.process(parent)
        await asyncio.sleep(10)
        return log

    assert run(program(Crash(0))) == ["child"]
    assert run(program(Crash(1))) == []


def test_outside_of_a_process_nobody_dies():
    async def program(crash):
        await crash.step("not in a process")
        return crash.steps

    assert run(program(Crash(1))) == 0


def test_a_process_that_starts_anew_does_not_die_again():
    async def program(crash):
        async def one_step():
            await crash.step("the step")

        return [await crash.process(one_step) for _ in range(3)]

    assert run(program(Crash(1))) == [False, True, True]


def test_what_a_program_raises_comes_out():
    async def program(crash):
        async def raises():
            raise LookupError("no flour")

        await crash.process(raises)

    with pytest.raises(LookupError, match="no flour"):
        run(program(Crash(0)))


def test_who_is_cancelled_while_a_process_runs_waits_for_its_end():
    async def program(crash):
        log = []

        async def slow_to_end():
            try:
                await asyncio.sleep(100)
            finally:
                await asyncio.sleep(3)
                log.append("ended")

        shift = asyncio.create_task(crash.process(slow_to_end))
        await asyncio.sleep(1)
        shift.cancel()
        await asyncio.wait([shift])
        return log, asyncio.get_running_loop().time(), shift.cancelled()

    assert run(program(Crash(0))) == (["ended"], 4.0, True)


@pytest.mark.parametrize("at", [1, 2])
def test_the_last_rites_are_held_at_death_and_also_for_who_is_dead_already(at):
    async def program(crash):
        log = []

        async def holds_a_lock():
            crash.at_death(lambda: log.append("released"))
            await crash.step("one")
            await crash.step("two")

        await crash.process(holds_a_lock)
        return log

    assert run(program(Crash(at))) == ["released"]
    assert run(program(Crash(0))) == []


def test_a_dead_process_takes_nothing_out_of_the_queue_that_it_waited_at():
    async def program(crash):
        trace = Trace()
        queue = WatchedQueue(trace, crash, lease=10)

        async def waits():
            other = asyncio.create_task(queue.get())
            await asyncio.sleep(1)
            await crash.step("beside the get")
            await other

        async def lives():
            [delivery] = await queue.get()
            return delivery.attempt

        await crash.process(waits)
        survivor = asyncio.create_task(lives())
        await asyncio.sleep(1)
        await queue.put(b"cake")
        return await survivor, asyncio.get_running_loop().time()

    # Its steps: before the get, beside the get; the third one never comes.
    assert run(program(Crash(2))) == (1, 2.0)


def test_a_dead_process_does_not_extend_its_lease():
    async def program(crash):
        queue = WatchedQueue(Trace(), crash, lease=10)
        await queue.put(b"cake")

        async def works():
            [delivery] = await queue.get()
            heartbeat = asyncio.create_task(beats(delivery))
            await asyncio.sleep(7)
            await crash.step("at work")
            heartbeat.cancel()

        async def beats(delivery):
            while True:
                await asyncio.sleep(5)
                await delivery.extend()

        await crash.process(works)
        [again] = await queue.get()
        return again.attempt, asyncio.get_running_loop().time()

    # Its steps: before and after the get, before and after the extend at 5 s, at work at 7 s.
    assert run(program(Crash(5))) == (2, 15.0)
