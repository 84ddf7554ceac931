"""What can go wrong when a tenant is looked for."""


class UnknownTenantError(Exception):
    """There is no tenant of that name; the message says which there are."""
