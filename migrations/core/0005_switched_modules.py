"""Keep of the modules only what a page switched otherwise than the file"""

from alembic import op

revision = "core0005"
down_revision = "core0004"
branch_labels = None
depends_on = None

#: Which of the modules in the first array are not in the second.
WITHOUT = (
    "(SELECT coalesce(jsonb_agg(module ORDER BY module), '[]'::jsonb) "
    "FROM jsonb_array_elements_text({}) AS given (module) WHERE NOT jsonb_exists({}, module))"
)


def upgrade() -> None:
    # Until now the whole list was kept. The owner of the table sees every tenant's row only for as long as this takes.
    op.execute("ALTER TABLE tenant_override NO FORCE ROW LEVEL SECURITY")
    on, off = WITHOUT.format("o.value -> 'on'", "t.modules"), WITHOUT.format("t.modules", "o.value -> 'on'")
    op.execute(
        f"UPDATE tenant_override o SET value = jsonb_build_object('on', {on}, 'off', {off}) "
        "FROM tenant t WHERE t.id = o.tenant_id AND o.key = 'modules'"
    )
    op.execute("ALTER TABLE tenant_override FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    raise RuntimeError("The modules that a page switched would be read as the whole list; restore a backup instead.")
