"""The database and queue servers that a command needs: given by address, or embedded in the data folder."""

from core.servers.client import servers, serving
from core.servers.errors import ServerError

__all__ = ["ServerError", "servers", "serving"]
