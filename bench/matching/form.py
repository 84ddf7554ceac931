"""Which form of the matching this process times; imported before anything that imports the matching."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from deploy.compiling import use_compiled

#: Names the folder of the compiled form in the environment of a process; without it the sources are timed as they are.
COMPILED: Final = "LIAISON_BENCH_COMPILED"

if COMPILED in os.environ:
    use_compiled(Path(os.environ[COMPILED]))
