"""Has the terminal been closed?"""

from __future__ import annotations

import os
import select
import stat


def terminal_is_closed() -> bool:
    """Tell whether a terminal that is our input or output has been closed.

    SIGHUP alone does not tell: the kernel sends it to the first process of the terminal, and when that is make, it
    waits for us instead of handing the signal on.
    """
    return any(_is_closed(descriptor) for descriptor in (0, 1, 2))


def _is_closed(descriptor: int) -> bool:
    try:
        if not stat.S_ISCHR(os.fstat(descriptor).st_mode):
            return False  # A pipe that nobody reads or writes is no closed terminal.
    except OSError:
        return False
    watch = select.poll()
    watch.register(descriptor, 0)
    return any(event & select.POLLHUP for _, event in watch.poll(0))
