"""The limits of a check: the resources that an answer may use while it is checked.

A limit on time is the last resort: it ends an answer that never ends. No
verdict about an answer's speed rests on it.
"""

CHECK_SECONDS = 10.0
"""How long one check may take, in seconds of real time, or of the processor if it computes."""
WRONG_ANSWER_SECONDS = 4.0
"""The same for an answer of the bank, which is known to be wrong: long enough for a verdict."""
ENDLESS_ANSWER_SECONDS = 1.5
"""The same for an answer of the bank that is known never to end, so that this limit has to end it."""
BLOCKED_SECONDS = 2.0
"""How long one step of an event loop may compute once half of the check's time is over."""
BUSY_MACHINE = 6
"""How many times as long a computing check may take while other programs use the processor."""
GRACE_SECONDS = 3.0
"""How much longer the parent waits for a child that should have ended itself."""
MEMORY_BYTES = 2 << 30
"""How much memory an answer may use, where the system can limit it."""
