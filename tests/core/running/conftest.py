from __future__ import annotations

from tests.core.servers.conftest import data

__all__ = ["data"]
