"""A command with a family: `family.py PORT [servers]`, whose children write down their ends in the data folder."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from core.running import Child, RunError, check_port, run_family, web_answers
from core.servers import servers
from core.settings import Settings

CHILD = """
import os, signal, sys
from pathlib import Path
name, data = sys.argv[1:]
# Renamed, so that whoever reads it meanwhile sees a whole number.
(Path(data) / f"{name}.new").write_text(str(os.getpid()))
(Path(data) / f"{name}.new").rename(Path(data) / f"{name}.pid")
def leave(*_):
    with open(f"{data}/ends", "a") as ends:
        ends.write(name + "\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, leave)
while True:
    signal.pause()
"""

# A worker's job: in a session of its own, out of reach of the terminal and of its parent's group.
WORKER = (
    """
import os, signal, sys
if os.fork() == 0:
    os.setsid()
    signal.pause()
"""
    + CHILD
)

WEB = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
class Healthy(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()
HTTPServer(("127.0.0.1", int(sys.argv[1])), Healthy).serve_forever()
"""


def main(port: int, wishes: list[str]) -> int:
    data = Path(os.environ["LIAISON_DATA"])
    given = Settings(data=data, port=port)
    check_port(given)
    with ExitStack() as stack:
        settings = stack.enter_context(servers(given, fast=True)) if "servers" in wishes else given
        web = "sys.exit('no such setting')" if "broken" in wishes else WEB
        children = [
            Child("mail", [sys.executable, "-c", CHILD, "mail", str(data)]),
            Child("worker", [sys.executable, "-c", WORKER, "worker", str(data)]),
            Child("relay", task=partial(relay, data)),
            Child("web", [sys.executable, "-c", f"import sys\n{web}", str(port)]),
        ]
        return run_family(children, lambda: web_answers(settings) and started(data), "Open it.", settings)


def relay(data: Path) -> None:
    """A child that is a fork of the command, as those of Liaison are, with a job in a session of its own."""
    if os.fork() == 0:
        os.setsid()
        signal.pause()
    sys.argv = ["relay", "relay", str(data)]
    exec(CHILD, {"__name__": "relay"})  # noqa: S102 - our own words, above.


def started(data: Path) -> bool:
    return all((data / f"{name}.pid").exists() for name in ("mail", "worker", "relay"))


if __name__ == "__main__":
    try:
        sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
    except RunError as error:
        sys.exit(f"sentence: {error}")
