"""Signing in by a link or a code that a letter brings; whose registrations a sign-in finds"""

import sqlalchemy as sa
from alembic import op

from core.database.walls import CURRENT_TENANT, wall

revision = "core0022"
down_revision = "core0021"
branch_labels = None
depends_on = None

#: What the functions below do as the owner of the tables, who stands behind the walls too.
OWNER = (
    "CREATE POLICY owner_makes ON account FOR INSERT TO CURRENT_USER WITH CHECK (true)",
    "CREATE POLICY owner_adopts ON person FOR UPDATE TO CURRENT_USER USING (true)",
)

_SAFE = "SECURITY DEFINER SET search_path = pg_catalog, pg_temp"
_AS_OWNER = f"LANGUAGE sql {_SAFE}"
_STEPS_AS_OWNER = f"LANGUAGE plpgsql {_SAFE}"
_TODAY = "(now() AT TIME ZONE 'Europe/Brussels')::date"
#: A proof that can still be used: five wrong codes end it.
_COUNTS = f"p.tenant_id = {CURRENT_TENANT} AND p.used_at IS NULL AND p.expires_at > now() AND p.wrong < 5"

FUNCTIONS = (
    # Notes what a letter will hold, unless this was done already or the address was given letters enough.
    f"""
    CREATE FUNCTION begin_sign_in(request uuid, mailbox text, address text, speaks text, token text, code text,
        leads_to text, ends timestamptz) RETURNS boolean {_AS_OWNER} AS $$
        DELETE FROM public.sign_in_proof WHERE expires_at < now() - interval '2 days';
        INSERT INTO public.sign_in_proof (request_id, tenant_id, email, email_key, language, onward, token_hash,
            code_hash, created_at, expires_at)
        SELECT request, {CURRENT_TENANT}, mailbox, address, speaks, leads_to, token, code, now(),
            LEAST(ends, now() + interval '30 minutes')
        WHERE 5 > (SELECT count(*) FROM public.sign_in_proof p
            WHERE p.email_key = address AND p.created_at > now() - interval '1 hour')
        AND 20 > (SELECT count(*) FROM public.sign_in_proof p
            WHERE p.email_key = address AND p.created_at > now() - interval '1 day')
        ON CONFLICT DO NOTHING RETURNING true
    $$
    """,
    # How often another code was typed with each of these requests, and whether it still counts.
    f"""
    CREATE FUNCTION sign_in_tries(requests uuid[]) RETURNS TABLE (request uuid, wrong integer, counts boolean)
    {_AS_OWNER} STABLE AS $$
        SELECT p.request_id, p.wrong, {_COUNTS} FROM public.sign_in_proof p
        WHERE p.request_id = ANY (requests) AND p.tenant_id = {CURRENT_TENANT}
    $$
    """,
    # Whom a link signs in, whether it still counts, whether it was used, and to which page it leads.
    f"""
    CREATE FUNCTION find_sign_in_link(token text) RETURNS TABLE (address text, counts boolean, used boolean,
        leads_to text) {_AS_OWNER} STABLE AS $$
        SELECT p.email, {_COUNTS}, p.used_at IS NOT NULL, p.onward FROM public.sign_in_proof p
        WHERE p.token_hash = token AND p.tenant_id = {CURRENT_TENANT}
    $$
    """,
    # For the two functions below alone: the sign-in of an address that was proved, made if there is none, with a new
    # session; the people with that address, of every network, are its own from now on.
    """
    CREATE FUNCTION begin_proven_session(mailbox text, address text, speaks text, fresh uuid, token text,
        begun timestamptz, ends timestamptz, browser text) RETURNS uuid
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        DECLARE whose uuid;
        BEGIN
            INSERT INTO public.account (id, email, email_key, name, language, created_at)
            VALUES (fresh, mailbox, address, '', speaks, begun) ON CONFLICT (email_key) DO NOTHING;
            SELECT id INTO STRICT whose FROM public.account WHERE email_key = address;
            INSERT INTO public.account_session (token_hash, account_id, created_at, last_seen_at, expires_at, label,
                by_letter)
            VALUES (token, whose, begun, begun, ends, browser, true);
            UPDATE public.person SET account_id = whose
            WHERE email_key = address AND rehearsal_id IS NULL AND account_id IS NULL;
            RETURN whose;
        END
    $$
    """,
    # Uses the letter of one of these requests, once, for whoever typed its code; another code counts as wrong for each.
    f"""
    CREATE FUNCTION prove_sign_in_code(requests uuid[], code text, fresh uuid, token text, begun timestamptz,
        ends timestamptz, browser text) RETURNS uuid {_STEPS_AS_OWNER} AS $$
        DECLARE proof public.sign_in_proof;
        BEGIN
            PERFORM FROM public.sign_in_proof p WHERE p.request_id = ANY (requests) ORDER BY p.request_id FOR UPDATE;
            SELECT p.* INTO proof FROM public.sign_in_proof p
            WHERE p.request_id = ANY (requests) AND p.code_hash = code AND {_COUNTS} ORDER BY p.created_at DESC LIMIT 1;
            IF NOT FOUND THEN
                UPDATE public.sign_in_proof p SET wrong = wrong + 1 WHERE p.request_id = ANY (requests) AND {_COUNTS};
                RETURN NULL;
            END IF;
            UPDATE public.sign_in_proof p SET used_at = now() WHERE p.request_id = ANY (requests) AND {_COUNTS};
            RETURN public.begin_proven_session(proof.email, proof.email_key, proof.language, fresh, token, begun, ends,
                browser);
        END
    $$
    """,
    # Uses a link, once.
    f"""
    CREATE FUNCTION prove_sign_in_link(link text, fresh uuid, token text, begun timestamptz, ends timestamptz,
        browser text) RETURNS uuid {_STEPS_AS_OWNER} AS $$
        DECLARE proof public.sign_in_proof;
        BEGIN
            UPDATE public.sign_in_proof p SET used_at = now() WHERE p.token_hash = link AND {_COUNTS}
            RETURNING p.* INTO proof;
            IF NOT FOUND THEN
                RETURN NULL;
            END IF;
            RETURN public.begin_proven_session(proof.email, proof.email_key, proof.language, fresh, token, begun, ends,
                browser);
        END
    $$
    """,
    # Gives a sign-in that has no name one.
    f"""
    CREATE FUNCTION name_account(whose uuid, said text) RETURNS void {_AS_OWNER} AS $$
        UPDATE public.account SET name = said WHERE id = whose AND name = '' AND said <> ''
    $$
    """,
    # Whoever has no role and signed in with a password did so to work for a network; by a letter everybody may.
    f"""
    CREATE OR REPLACE FUNCTION end_roleless_sessions(whose uuid) RETURNS void {_AS_OWNER} AS $$
        UPDATE public.account_session s SET ended_at = now()
        WHERE s.ended_at IS NULL AND NOT s.by_letter AND (whose IS NULL OR s.account_id = whose)
        AND NOT EXISTS (
            SELECT FROM public.role_grant g WHERE g.account_id = s.account_id
            AND (g.until IS NULL OR g.until >= {_TODAY})
        )
        AND NOT EXISTS (SELECT FROM public.person p WHERE p.account_id = s.account_id)
    $$
    """,
)

#: Whoever changes the address of a person takes the person away from the sign-in that had proved the old one.
FOLLOWS = (
    """
    CREATE FUNCTION leave_account() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
            NEW.account_id := NULL;
            RETURN NEW;
        END
    $$
    """,
    "CREATE TRIGGER person_leaves_account BEFORE UPDATE OF email_key ON person FOR EACH ROW "
    "WHEN (OLD.email_key IS DISTINCT FROM NEW.email_key) EXECUTE FUNCTION leave_account()",
)


def upgrade() -> None:
    op.add_column(
        "account_session", sa.Column("by_letter", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.create_table(
        "sign_in_request",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("onward", sa.String(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_sign_in_request_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_sign_in_request")),
    )
    op.execute(wall("sign_in_request"))
    op.create_table(
        "sign_in_proof",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("email_key", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("onward", sa.String(), nullable=True),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("wrong", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_sign_in_proof_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_sign_in_proof")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_proof_token_hash")),
    )
    op.create_index(op.f("ix_sign_in_proof_email_key"), "sign_in_proof", ["email_key"])
    # By it a sign-in finds its people in every network.
    op.create_index("ix_person_email_key", "person", ["email_key"])
    for statement in (*OWNER, *FUNCTIONS, *FOLLOWS):
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("The wall would have a hole; restore a backup instead.")
