"""A cook edits the menu, closes the laptop lid, comes back an hour later, and saves: over the new menu.

An editor leases a page before editing it. The lease office hands out a token with
every lease, and each token is larger than all before. The cook's lease expired
under the closed lid, another editor got the next one, and the cook cannot know.
So the archive has to compare tokens, at the moment of saving.

Task
    Write `Archive.save` and `Archive.read`. You have a disk that is slow:
    `await disk.load(name)` returns the value stored last under a name, or None;
    `await disk.store(name, value)` stores a value, all of it or nothing. Of
    two stores that run at the same time, the one that ends last wins.

Done when
    - save returns when the page is on the disk; then read returns its text. A
      page that was never saved is None
    - a save with a lower token than one that saved this page before raises
      `Stale`, and the page stays as it is
    - the same token again is no mistake: it is the same editor
    - tokens may skip numbers, and one page's tokens say nothing about another's
    - many saves may run at once, in any order, and any of them may be cancelled
      at any await (it raises CancelledError): the largest token that was saved wins
    - the power may fail at any moment. A new Archive on the same disk refuses
      every save that the old one would have refused

Predict
    Token 33 asks: am I still the latest? The answer is yes. Name an order of
    steps in which token 33 destroys the work of token 34 all the same.
"""


class Stale(Exception):
    """A larger token has saved this page before."""


class Archive:
    """Pages on a disk. It refuses editors who are late."""

    def __init__(self, disk):
        self.disk = disk

    # TODO: write these two methods
    async def save(self, page, text, token):
        """Store the text of a page, or raise Stale."""
        raise NotImplementedError

    async def read(self, page):
        """Return the text that was saved last, or None."""
        raise NotImplementedError
