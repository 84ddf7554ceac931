"""The database and queue servers that a command needs: given by address, or embedded in the data folder."""

from core.servers.child import ends_with_parent
from core.servers.client import held, servers, serving
from core.servers.errors import ServerError

__all__ = ["ServerError", "ends_with_parent", "held", "servers", "serving"]
