"""The family of processes behind one command: started together, watched, and stopped together however it ends."""

from core.running.errors import RunError
from core.running.family import Child, run_family
from core.running.port import check_port, web_answers

__all__ = ["Child", "RunError", "check_port", "run_family", "web_answers"]
