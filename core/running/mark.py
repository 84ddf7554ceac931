"""How the processes of a family are known: by a variable in their environment, which each hands to its own children."""

from __future__ import annotations

#: The variable that marks the family's processes.
VARIABLE = "LIAISON_FAMILY"

#: How many seconds a process may take to end when its guard asks it to.
GRACE = 15.0
