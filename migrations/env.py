"""Run the revisions of one owner on the connection that core.database.migrating hands over."""

from alembic import context

from core.database.base import Base

options = context.config.attributes
context.configure(
    connection=options["connection"],
    target_metadata=Base.metadata,
    version_table=options["version_table"],
    include_object=options["include_object"],
    include_name=lambda name, kind, _parents: kind != "table" or not str(name).startswith("alembic_"),
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
