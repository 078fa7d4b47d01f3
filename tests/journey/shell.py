"""Runs commands of the installed wheel, each in a process of its own, for as long as its input lasts.

Each line of the input is a command and a folder, as JSON. The process for it is a fork of this one, in which
the libraries of others are imported already, and nothing of mqlearn: a learner's terminal is slower by that.
"""

import importlib.util
import json
import os
import runpy
import sys
from contextlib import suppress

OTHERS = "typer rich.console rich.markdown rich.syntax rich.table asyncio importlib.metadata secrets tomllib"
for library in OTHERS.split():
    __import__(library)
assert not any(name.partition(".")[0] == "mqlearn" for name in sys.modules)
print(json.dumps(importlib.util.find_spec("mqlearn").origin), flush=True)

for line in sys.stdin:
    arguments, folder, heard = json.loads(line)
    sys.stdout.flush()
    process = os.fork()
    if not process:
        code = 70
        try:
            file = os.open(heard, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(file, 1)
            os.dup2(file, 2)
            os.chdir(folder)
            sys.argv = arguments
            runpy.run_module("mqlearn", run_name="__main__", alter_sys=True)
            code = 0
        except SystemExit as end:
            code = end.code or 0
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            with suppress(Exception):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code)
    _, status = os.waitpid(process, 0)
    print(json.dumps(os.waitstatus_to_exitcode(status)), flush=True)
