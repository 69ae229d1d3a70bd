"""Named crash points: a call that does nothing unless a test asks it to end the process there.

CUNQING_CRASH="commit.before:3" ends the process, as SIGKILL does, the third time that point is passed.
`arm` is called once by the composition root; a point that is not armed costs one comparison.
"""

import os
import signal

_armed = ""
_left = 0


def arm(where: str) -> None:
    """Takes "point" or "point:n"; an empty text disarms."""
    global _armed, _left
    _armed, _, count = where.partition(":")
    _left = int(count or 1)


def point(name: str) -> None:
    """Ends the process here if this point is armed and its turn has come."""
    global _left
    if name != _armed:
        return
    _left -= 1
    if _left <= 0:
        os.kill(os.getpid(), signal.SIGKILL)
