"""The check of fencing: an hour under a closed lid, a slow disk, every order of steps, a power cut at each."""

import asyncio
from copy import deepcopy

from mqlearn.checks import Failed, Verdict, doing, expect, method
from mqlearn.checks.crashes import every_crash, restarted
from mqlearn.checks.orders import right_in_every_order
from mqlearn.exploration import CANCELLED, WAITING, tasks
from mqlearn.simulation import run

LATE = "Compare tokens where the effect happens: raise Stale if the token is lower than one that saved this page."
DURABLE = (
    "Anything that must survive the process belongs on the disk: the token, too, and no later than its text."
)


class Disk:
    """A slow disk. Every other store is slower still, and may end after one that began later."""

    def __init__(self, crash=None):
        self.kept = {}
        self.crash = crash
        self.stores = 0
        self.under_way = []

    async def load(self, name):
        await self.step("before a load")
        await asyncio.sleep(1)
        return deepcopy(self.kept.get(name))

    async def store(self, name, value):
        await self.step("before a store")
        self.stores += 1
        seconds = 5 if self.stores % 2 else 1
        store = (asyncio.get_running_loop().time() + seconds, self.stores, name, deepcopy(value))
        self.under_way.append(store)
        try:
            await asyncio.sleep(seconds)
        finally:
            self.under_way.remove(store)
        self.kept[name] = store[-1]
        await self.step("after a store")

    def come_to_rest(self):
        """Let the stores that are still in flight end, although no task awaits them any more."""
        for _, _, name, value in sorted(self.under_way, key=lambda store: store[:2]):
            self.kept[name] = value

    async def step(self, where):
        if self.crash:
            await self.crash.step(where)


async def saved(answer, archive, text, token, page="menu"):
    """Save, and return the outcome in a word."""
    try:
        await archive.save(page, text, token)
    except answer.Stale:
        return "Stale"
    if asyncio.current_task().cancelling():
        raise Failed(
            Verdict.WRONG,
            did=f"token {token} saved, and was cancelled meanwhile",
            saw="save() returned without an error",
            expected="CancelledError",
            rule="A cancellation must reach the caller: clean up, and then `raise`.",
            look=method(answer.Archive, "save"),
        )
    return "saved"


def the_page(answer, disk, page="menu"):
    """Return what a new process reads on this disk."""
    return run(answer.Archive(disk).read(page))


def judge(answer, did, token, got, want, text, wanted_text):
    """Judge a save that ran alone: its outcome, and what the page says afterwards."""
    if got == want and text == wanted_text:
        return
    verdict = Verdict.LOST
    if want == "Stale":
        saw = f"token {token}: {got}; the page says {text!r}"
        if got == "saved" and text == wanted_text:
            saw += ", so this editor believes in a save that never happened"
    elif got == "Stale":
        verdict, saw = Verdict.WRONG, f"token {token} was refused with Stale"
    else:
        saw = f"token {token}: saved; the page says {text!r}"
    raise Failed(
        verdict,
        did=did,
        saw=saw,
        expected=f"token {token}: {want}; the page says {wanted_text!r}",
        rule=LATE
        if want == "Stale" or got == "Stale"
        else "save must return only when the text is on the disk.",
        look=method(answer.Archive, "save"),
    )


DISHES = ("soup", "cake", "tart", "bread")


def saves(answer, *tokens):
    """Save with these tokens one after the other, on one archive; a negative token is to be refused."""
    disk = Disk()
    words = []
    text = None

    async def day():
        nonlocal text
        archive = answer.Archive(disk)
        for number, token in enumerate(tokens, 1):
            refused, token = token < 0, abs(token)
            words.append(f"token {token}")
            new = f"{DISHES[number % 4]} by token {token}"
            did = f"saved with {', then '.join(words)}"
            doing(did)
            want = "Stale" if refused else "saved"
            text = text if refused else new
            got = await saved(answer, archive, new, token)
            judge(answer, did, token, got, want, await archive.read("menu"), text)

    run(day(), max_steps=20_000)


def test_what_was_saved_can_be_read(answer):
    """A page that was never saved is None; a page that was saved has its text."""

    async def day():
        archive = answer.Archive(Disk())
        doing("read a page that was never saved")
        look = method(answer.Archive, "read")
        rule = "read returns None for a page that was never saved, and else its text, also an empty one."
        expect(await archive.read("menu"), None, did="read a page that was never saved", rule=rule, look=look)
        for text, token in (("soup", 33), ("", 34)):
            did = f"save('menu', {text!r}, {token}), then read('menu')"
            doing(did)
            await archive.save("menu", text, token)
            expect(
                await archive.read("menu"),
                text,
                did=did,
                rule="read returns the text that save stored.",
                look=look,
            )

    run(day(), max_steps=20_000)


def test_who_comes_late_is_refused(answer):
    """A save with a token lower than one that was saved raises Stale, and the page stays as it is."""
    did = "token 33 edits, and the lid closes for an hour; token 34 saves; the lid opens, and token 33 saves"
    disk = Disk()

    async def laptop(archive):
        await asyncio.sleep(3600)
        return await saved(answer, archive, "the old menu", 33)

    async def day():
        archive = answer.Archive(disk)
        doing(did)
        asleep = asyncio.create_task(laptop(archive))
        await saved(answer, archive, "the new menu", 34)
        got = await asleep
        judge(answer, did, 33, got, "Stale", await archive.read("menu"), "the new menu")

    run(day(), max_steps=20_000)
    saves(answer, 1, 2, -1, 2, -1, 3)
    saves(answer, 9, 10, -9, 100, -99, -11, 101)
    saves(answer, 7, 70, -8)


def test_the_same_editor_may_save_again(answer):
    """The token that saved last may save again: it is the same editor, or a repeated save whose result got lost."""
    saves(answer, 33, 33, 33)
    saves(answer, 33, 34, -33, 34, 34)


def test_each_page_counts_for_itself(answer):
    """A token says nothing about other pages."""
    did = "saved 'menu' with token 34, then 'wines' with token 5, then 'menu' again with token 33"
    disk = Disk()

    async def day():
        archive = answer.Archive(disk)
        doing(did)
        await saved(answer, archive, "the new menu", 34)
        got = await saved(answer, archive, "the wines", 5, "wines")
        judge(answer, did, 5, got, "saved", await archive.read("wines"), "the wines")
        got = await saved(answer, archive, "the old menu", 33)
        judge(answer, did, 33, got, "Stale", await archive.read("menu"), "the new menu")

    run(day(), max_steps=20_000)


def test_saved_means_on_the_disk(answer):
    """When save returns, page and token are on the disk, so a new process refuses late editors."""
    did = "token 34 saves; as soon as save returns, the power fails; a new Archive reads, and token 33 saves"
    disk = Disk()
    doing(did)

    async def first():
        return await saved(answer, answer.Archive(disk), "the new menu", 34)

    async def second(fresh):
        archive = fresh.Archive(disk)
        text = await archive.read("menu")
        if text != "the new menu":
            raise Failed(
                Verdict.ACKED_EARLY,
                did=did,
                saw=f"the page says {text!r}",
                expected="the page says 'the new menu'",
                rule="save must return only when the page is on the disk.",
                look=method(answer.Archive, "save"),
            )
        got = await saved(fresh, archive, "the old menu", 33)
        text = await archive.read("menu")
        if (got, text) != ("Stale", "the new menu"):
            raise Failed(
                Verdict.LOST,
                did=did,
                saw=f"token 33: {got}; the page says {text!r}",
                expected="token 33: Stale; the page says 'the new menu'",
                rule=DURABLE,
                look=method(answer.Archive, "save"),
            )

    run(first(), max_steps=20_000)
    run(second(restarted(answer)), max_steps=20_000)


def test_two_pages_at_once(answer):
    """Two editors save two pages at the same time: both pages are there, each with its token."""
    did = "token 34 saves 'menu', and at the same time token 5 saves 'wines'"
    disk = Disk()

    async def day():
        archive = answer.Archive(disk)
        doing(did)
        await asyncio.gather(
            saved(answer, archive, "the menu", 34), saved(answer, archive, "the wines", 5, "wines")
        )
        pages = [await archive.read("menu"), await archive.read("wines")]
        late = [
            await saved(answer, archive, "the old menu", 33),
            await saved(answer, archive, "the old wines", 4, "wines"),
        ]
        if pages != ["the menu", "the wines"] or late != ["Stale", "Stale"]:
            raise Failed(
                Verdict.RACE,
                did=f"{did}; then token 33 saves 'menu', and token 4 saves 'wines'",
                saw=[
                    f"menu said {pages[0]!r}, and wines said {pages[1]!r}",
                    f"then token 33: {late[0]}, and token 4: {late[1]}",
                ],
                expected="'the menu' and 'the wines'; then Stale twice",
                rule="A value on the disk that several pages share needs one lock for all of them. "
                "Otherwise each save stores what it loaded, without what the other one stored meanwhile.",
                look=method(answer.Archive, "save"),
            )

    run(day(), max_steps=20_000)


TEXTS = {0: None, 33: "menu of token 33", 34: "menu of token 34"}


def test_a_power_cut_at_every_step(answer):
    """The power fails before and after every step of the disk; a saved page is never overwritten later."""
    for crash in every_crash():
        disk = Disk(crash)
        told = []

        async def editors(fresh, disk=disk, told=told):
            archive = fresh.Archive(disk)
            for token in (33, 34):
                told.append((token, await saved(fresh, archive, TEXTS[token], token)))

        async def afterwards(fresh, disk=disk):
            archive = fresh.Archive(disk)
            before = await archive.read("menu")
            outcome = await saved(fresh, archive, "the late menu", 33)
            return before, outcome, await archive.read("menu")

        doing(
            "tokens 33 and 34 save, one after the other; the power fails at some step; then token 33 comes back"
        )
        fresh = restarted(answer)
        run(crash.process(lambda fresh=fresh, editors=editors: editors(fresh)))
        before, outcome, after = run(afterwards(restarted(answer)))
        cut = f"the power failed {crash.where}" if crash.where else "the power did not fail"
        did = f"token 33 saved, then token 34; {cut}; a new Archive, and token 33 saves again"
        known = max((token for token, got in told if got == "saved"), default=0)
        under_way = {0: 33, 33: 34, 34: 34}[known]
        if before not in (TEXTS[known], TEXTS[under_way]):
            raise Failed(
                Verdict.LOST,
                did=did,
                saw=f"before the cut, {f'token {known}' if known else 'nothing'} was saved; after it, the page said {before!r}",
                expected=f"{TEXTS[known]!r}, or {TEXTS[under_way]!r}, which was in flight",
                rule="A page whose save returned must be on the disk.",
                look=method(answer.Archive, "save"),
            )
        if before == TEXTS[34] and (outcome, after) != ("Stale", before):
            raise Failed(
                Verdict.LOST,
                did=did,
                saw=f"the page said {before!r}; then token 33: {outcome}, and the page said {after!r}",
                expected="token 33: Stale",
                rule=DURABLE,
                look=method(answer.Archive, "save"),
            )


class Office:
    """An archive on a disk, and editors that all save at once."""

    def __init__(self, answer):
        self.disk = Disk()
        self.archive = answer.Archive(self.disk)


def in_every_order(answer, tokens, did, cancel):
    def then(office, results):
        done = [t for t in tokens if results[f"token {t}"] == "saved"]
        gave_up = [t for t in tokens if results[f"token {t}"] is CANCELLED]
        outcomes = ", ".join(f"{name}: {result}" for name, result in results.items())
        if stuck := [name for name, result in results.items() if result is WAITING]:
            raise Failed(
                Verdict.STUCK,
                did=did,
                saw=f"{' and '.join(stuck)} waits, and nothing will wake it ({outcomes})",
                rule="Release the lock in every case, also when a save is refused or cancelled: use async with.",
                look=method(answer.Archive, "save"),
            )
        office.disk.come_to_rest()
        text = the_page(answer, office.disk)
        token = int(text.split()[-1]) if text else 0
        if token < max(done, default=0):
            raise Failed(
                Verdict.RACE,
                did=did,
                saw=f"{outcomes}; and then the page said {text!r}",
                expected=f"the page of token {max(done)}, which was saved",
                rule="Comparing the token and storing must be one step: no other save may come in between.",
                look=method(answer.Archive, "save"),
            )
        for t in tokens:
            if results[f"token {t}"] == "Stale" and t > max(done + gave_up, default=0):
                raise Failed(
                    Verdict.RACE,
                    did=did,
                    saw=f"{outcomes}; the page said {text!r}",
                    expected=f"token {t}: saved, because no larger token was saved",
                    rule="Only a larger token of the same page makes a token stale.",
                    look=method(answer.Archive, "save"),
                )

    doing(did)
    editors = {
        f"token {t}": lambda office, t=t: saved(answer, office.archive, f"menu of token {t}", t)
        for t in tokens
    }
    report = tasks(
        lambda: Office(answer), editors, then=then, cancel=list(editors) if cancel else [], schedules=3_000
    )
    rule = "Many saves may run at once: each must be saved or refused, and none may wait without end."
    right_in_every_order(report, did=did, rule=rule, look=method(answer.Archive, "save"))


def test_two_at_once(answer):
    """Two editors save at the same time on a slow disk: the larger token wins, in either order."""
    in_every_order(answer, [33, 34], "tokens 33 and 34 save at the same time, on a slow disk", cancel=False)
    in_every_order(answer, [34, 33], "tokens 34 and 33 save at the same time, on a slow disk", cancel=False)


def test_in_every_order_and_whoever_gives_up(answer):
    """Three editors in every order, each cancelled at every step: the largest token that was saved wins."""
    did = "three editors save at once; every order, and each of them is cancelled at each step"
    in_every_order(answer, [33, 34, 35], did, cancel=True)
    in_every_order(answer, [35, 33, 34], did, cancel=True)
