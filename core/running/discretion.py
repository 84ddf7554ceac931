"""What a log may not hold: addresses of people, and the rows of which a database complains.

A log is kept, copied and sent to others for help. Whoever writes into one may forget what an error quotes: a mail
server's answer names the recipient, the address of a page holds what somebody typed. So it is left out where lines are
written.
"""

from __future__ import annotations

import logging
import re
from typing import Final

LINE: Final = "%(asctime)s %(levelname)s %(name)s %(message)s"
_LEFT_OUT: Final = "…@…"
#: A mail address, also as the address of a page carries it or as a part of its path; the name of a role before the host
#: of a server ("postgresql://web@127.0.0.1") is none.
_ADDRESS: Final = re.compile(r"(?<![\w.+%-])(?<!://)[\w.+%-][\w.+'’%-]*(?:@|%40)[\w-]+(?:\.[\w-]+)+")
#: What PostgreSQL adds to an error: the values of the row.
_ROW: Final = re.compile(r"^((?:\w+: )*DETAIL:).*$", re.M)


def discreet(text: str) -> str:
    """Return what a log may keep of `text` (M6)."""
    return _ROW.sub(r"\1 …", _ADDRESS.sub(_LEFT_OUT, text))


class DiscreetFormatter(logging.Formatter):
    """Writes a line, and the traceback below it, without what a log may not hold."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the finished line."""
        return discreet(super().format(record))


def log_discreetly(level: int = logging.INFO) -> None:
    """Let everything that is logged in this process go to the standard error, discreetly."""
    handler = logging.StreamHandler()
    handler.setFormatter(DiscreetFormatter(LINE))
    logging.basicConfig(level=level, handlers=[handler])
