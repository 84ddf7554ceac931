"""A second factor of sign-ins: codes of an app, and recovery codes"""

import sqlalchemy as sa
from alembic import op

revision = "core0027"
down_revision = "core0026"
branch_labels = None
depends_on = None

_SAFE = "SECURITY DEFINER SET search_path = pg_catalog, pg_temp"
_AS_OWNER = f"LANGUAGE sql {_SAFE}"
_STEPS_AS_OWNER = f"LANGUAGE plpgsql {_SAFE}"
#: After five wrong codes a quarter of an hour goes by.
_OPEN = "(f.wrong < 5 OR f.wrong_at < now() - interval '15 minutes')"
#: A session that goes on, known by the hash of its token, whether or not it owes the second factor.
_ALIVE = "s.token_hash = browser AND s.ended_at IS NULL AND s.expires_at > now()"
_ABOUT_NOW = "abs(step - floor(extract(epoch FROM now()) / 30)) <= 3"

FUNCTIONS = (
    # What is known of the second factor of whoever has a session.
    f"""
    CREATE FUNCTION find_second_factor(browser text) RETURNS TABLE (whose uuid, seed text, since timestamptz,
        tries integer, codes_left integer) {_AS_OWNER} STABLE AS $$
        SELECT f.account_id, f.grain, f.made_at, CASE WHEN f.wrong_at < now() - interval '15 minutes' THEN 5
            ELSE GREATEST(5 - f.wrong, 0) END,
            (SELECT count(*) FROM public.recovery_code r WHERE r.account_id = f.account_id AND r.used_at IS NULL)::int
        FROM public.second_factor f JOIN public.account_session s ON s.account_id = f.account_id WHERE {_ALIVE}
    $$
    """,
    # A code of the app was right: it counts once, and no older one after it; the session owes nothing more.
    f"""
    CREATE FUNCTION pass_second_factor(browser text, step bigint) RETURNS boolean {_STEPS_AS_OWNER} AS $$
        DECLARE passed uuid;
        BEGIN
            UPDATE public.second_factor f SET last_step = step, wrong = 0, wrong_at = NULL
            FROM public.account_session s
            WHERE s.account_id = f.account_id AND {_ALIVE} AND {_OPEN} AND f.last_step < step AND {_ABOUT_NOW}
            RETURNING f.account_id INTO passed;
            UPDATE public.account_session s SET second_factor = 'passed' WHERE {_ALIVE} AND s.account_id = passed;
            RETURN passed IS NOT NULL;
        END
    $$
    """,
    # A recovery code instead, once.
    f"""
    CREATE FUNCTION pass_by_recovery_code(browser text, code text) RETURNS boolean {_STEPS_AS_OWNER} AS $$
        DECLARE passed uuid;
        BEGIN
            UPDATE public.recovery_code r SET used_at = now()
            FROM public.account_session s, public.second_factor f
            WHERE s.account_id = r.account_id AND f.account_id = r.account_id AND {_ALIVE} AND {_OPEN}
            AND r.code_hash = code AND r.used_at IS NULL
            RETURNING r.account_id INTO passed;
            UPDATE public.second_factor SET wrong = 0, wrong_at = NULL WHERE account_id = passed;
            UPDATE public.account_session s SET second_factor = 'passed' WHERE {_ALIVE} AND s.account_id = passed;
            RETURN passed IS NOT NULL;
        END
    $$
    """,
    # A code was wrong.
    f"""
    CREATE FUNCTION miss_second_factor(browser text) RETURNS void {_AS_OWNER} AS $$
        UPDATE public.second_factor f SET wrong_at = now(),
            wrong = CASE WHEN f.wrong_at < now() - interval '15 minutes' THEN 1 ELSE f.wrong + 1 END
        FROM public.account_session s WHERE s.account_id = f.account_id AND {_ALIVE}
    $$
    """,
    # Gives a sign-in without a second factor one, which its app showed a code of, with recovery codes.
    f"""
    CREATE FUNCTION set_second_factor(browser text, seed text, step bigint, codes text[]) RETURNS boolean
    {_STEPS_AS_OWNER} AS $$
        DECLARE made uuid;
        BEGIN
            INSERT INTO public.second_factor (account_id, grain, made_at, last_step, wrong)
            SELECT s.account_id, seed, now(), step, 0 FROM public.account_session s
            WHERE {_ALIVE} AND s.second_factor = 'none' AND {_ABOUT_NOW}
            ON CONFLICT DO NOTHING RETURNING account_id INTO made;
            INSERT INTO public.recovery_code (account_id, code_hash) SELECT made, c FROM unnest(codes) c
            WHERE made IS NOT NULL;
            UPDATE public.account_session s SET second_factor = 'passed' WHERE {_ALIVE} AND s.account_id = made;
            UPDATE public.account_session s SET ended_at = now()
            WHERE s.account_id = made AND s.token_hash <> browser AND s.ended_at IS NULL;
            RETURN made IS NOT NULL;
        END
    $$
    """,
    # Takes it away, for a session that proved it.
    f"""
    CREATE FUNCTION end_second_factor(browser text) RETURNS boolean {_STEPS_AS_OWNER} AS $$
        DECLARE whose uuid;
        BEGIN
            SELECT s.account_id INTO whose FROM public.account_session s WHERE {_ALIVE} AND s.second_factor = 'passed';
            DELETE FROM public.recovery_code WHERE account_id = whose;
            DELETE FROM public.second_factor WHERE account_id = whose;
            UPDATE public.account_session SET second_factor = 'none' WHERE account_id = whose;
            RETURN whose IS NOT NULL;
        END
    $$
    """,
)

#: However a session begins, it owes the second factor of a sign-in that has one.
OWES = (
    """
    CREATE FUNCTION owe_second_factor() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
            IF EXISTS (SELECT FROM public.second_factor f WHERE f.account_id = NEW.account_id) THEN
                NEW.second_factor := 'due';
            END IF;
            RETURN NEW;
        END
    $$
    """,
    "CREATE TRIGGER session_owes_second_factor BEFORE INSERT ON account_session FOR EACH ROW "
    "EXECUTE FUNCTION owe_second_factor()",
)


def upgrade() -> None:
    op.add_column("account_session", sa.Column("second_factor", sa.String(), server_default="none", nullable=False))
    op.create_check_constraint(
        op.f("ck_account_session_second_factor"), "account_session", "second_factor IN ('none', 'due', 'passed')"
    )
    op.create_table(
        "second_factor",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("grain", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("wrong_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_second_factor_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "code_hash", name=op.f("pk_recovery_code")),
    )
    for statement in (*FUNCTIONS, *OWES):
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("The wall would have a hole; restore a backup instead.")
