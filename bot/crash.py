"""Named crash points: a call that does nothing unless a test asks it to end the process there.

CUNQING_CRASH="commit.before:3" ends the process, as SIGKILL does, the third time that point is passed.
`arm` is called once by the composition root; a point that is not armed costs one comparison.
"""

import os
import signal

_armed: dict[str, int] = {}  # point -> how often it may still be passed


def arm(where: str) -> None:
    """Takes "point" or "point:n"; an empty text disarms."""
    _armed.clear()
    if where:
        name, _, count = where.partition(":")
        _armed[name] = int(count or 1)


def point(name: str) -> None:
    """Ends the process here if this point is armed and its turn has come."""
    if name not in _armed:
        return
    _armed[name] -= 1
    if _armed[name] <= 0:
        os.kill(os.getpid(), signal.SIGKILL)
