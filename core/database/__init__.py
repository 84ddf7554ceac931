"""The database: one engine, sessions that belong to one tenant, and what every table has."""
