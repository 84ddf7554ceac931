"""Start a program that ends when its parent ends, however the parent ends."""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
# Looked up now: between fork and exec nothing may be loaded.
_prctl = ctypes.CDLL(None, use_errno=True).prctl


def ends_with_parent(number: signal.Signals, parent: int | None = None) -> Callable[[], None]:
    """Return a preexec_fn: the program receives the signal `number` when the thread that started it ends.

    subprocess calls it after the change of account, which would undo it. `parent` is this process unless it is given.
    """
    parent = parent or os.getpid()

    def ask_the_kernel() -> None:
        _prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # The parent died before the kernel was asked.
            os.kill(os.getpid(), signal.SIGKILL)

    return ask_the_kernel
