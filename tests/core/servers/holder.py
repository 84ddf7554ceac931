"""A command that needs its servers: says their addresses as JSON, then keeps them until its standard input ends."""

from __future__ import annotations

import json
import os
import sys

from core.servers import ServerError, servers
from core.settings import read_settings

try:
    with servers(read_settings(os.environ), fast="--fast" in sys.argv) as filled:
        addresses = {"web": filled.database_url, "owner": filled.database_owner_url, "redis": filled.redis_url}
        sys.stdout.write(json.dumps(addresses) + "\n")
        sys.stdout.flush()
        sys.stdin.read()
except ServerError as error:
    sys.stdout.write(json.dumps({"error": str(error)}) + "\n")
