"""Where an interpreter switches threads: how many updates three threads lose.

    python benchmarks/thread_switches.py                      this interpreter
    python benchmarks/thread_switches.py python3.9 python3.13 and these

Each program adds to one number, without a lock, in three threads. What they lose
says where the interpreter may switch from one thread to another. Nothing here
depends on mqlearn, and Python 3.7 is enough to run it, so that old interpreters
can be asked as well. Read the figures as "none" and "many": how many, depends on
the machine.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import sysconfig
import threading

THREADS = 3


class OneLine:
    """A read, an addition and a write, with no call in between."""

    name = "self.n += 1"

    def __init__(self):
        self.n = 0

    def add(self):
        self.n += 1


class CheckThenAct(OneLine):
    """A look and a deed, with no call in between."""

    name = "if self.n >= 0: self.n += 1"

    def add(self):
        if self.n >= 0:
            self.n += 1


class ACallBetween(OneLine):
    """The same, with a call between the look and the deed."""

    name = "n = self.n; work(); self.n = n + 1"

    def add(self):
        n = self.n
        self.work()
        self.n = n + 1

    def work(self):
        """Do nothing. The call is what matters."""


PROGRAMS = (OneLine, CheckThenAct, ACallBetween)


def lost_updates(program, additions):
    """Return how many of all additions are missing at the end."""
    shared = program()

    def add_many():
        for _ in range(additions):
            shared.add()

    threads = [threading.Thread(target=add_many) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return THREADS * additions - shared.n


def interpreter():
    """Return the name and version of the interpreter, and if it has a GIL."""
    build = "without the GIL" if sysconfig.get_config_var("Py_GIL_DISABLED") else "with the GIL"
    return f"{sys.implementation.name} {sys.version.split()[0]}, {build}"


def main():
    """Print one row for each interpreter."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("interpreters", nargs="*", help="commands of further interpreters")
    parser.add_argument("--additions", type=int, default=1_000_000, help="for each thread")
    parser.add_argument("--row", action="store_true", help="print only the row of this interpreter")
    arguments = parser.parse_args()
    sys.setswitchinterval(1e-5)  # ask for a switch as often as possible
    if not arguments.row:
        print(f"lost of {THREADS * arguments.additions:,} updates\n")
        print("| interpreter | {} |".format(" | ".join(f"`{p.name}`" for p in PROGRAMS)))
        print("|---|{}".format("--:|" * len(PROGRAMS)))
    lost = [lost_updates(program, arguments.additions) for program in PROGRAMS]
    print("| {} | {} |".format(interpreter(), " | ".join(f"{n:,}" for n in lost)), flush=True)
    for command in arguments.interpreters:
        same = [__file__, "--row", "--additions", str(arguments.additions)]
        subprocess.run([command, *same], check=True)


if __name__ == "__main__":
    main()
