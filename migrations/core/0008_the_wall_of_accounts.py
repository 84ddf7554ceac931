"""Reading a sign-in apart from writing it: no hash is read, no sign-in changed, no session begun without its password"""

from alembic import op

revision = "core0008"
down_revision = "core0007"
branch_labels = None
depends_on = None

OWN_ACCOUNT = "NULLIF(current_setting('app.account', true), '')::uuid"
OWN_SESSION = f"token_hash = current_setting('app.session', true) OR account_id = {OWN_ACCOUNT}"

#: A sign-in is seen by its owner (app.account, or the session of a token), through its address (app.sign_in), and by
#: the tenant in which it holds a role. It is made for an address that is known, and nobody changes or deletes it.
ACCOUNT = (
    "DROP POLICY own_account ON account",
    f"CREATE POLICY account_seen ON account FOR SELECT USING (id = {OWN_ACCOUNT} "
    "OR email_key = current_setting('app.sign_in', true) "
    "OR EXISTS (SELECT FROM account_session s WHERE s.account_id = account.id "
    "AND s.token_hash = current_setting('app.session', true)) "
    "OR EXISTS (SELECT FROM role_grant g WHERE g.account_id = account.id))",
    "CREATE POLICY account_made ON account FOR INSERT WITH CHECK (email_key = current_setting('app.sign_in', true))",
)

#: A session is seen, visited and ended by its owner; only the function below makes one.
SESSION = (
    "DROP POLICY own_session ON account_session",
    f"CREATE POLICY session_seen ON account_session FOR SELECT USING ({OWN_SESSION})",
    f"CREATE POLICY session_changed ON account_session FOR UPDATE USING ({OWN_SESSION}) WITH CHECK ({OWN_SESSION})",
)

#: The owner of the tables stands behind the wall too: what the functions do as the owner, it must be allowed.
OWNER = (
    "CREATE POLICY owner_reads ON account FOR SELECT TO CURRENT_USER USING (true)",
    "CREATE POLICY owner_begins ON account_session FOR INSERT TO CURRENT_USER WITH CHECK (true)",
    "CREATE POLICY owner_reads ON account_session FOR SELECT TO CURRENT_USER USING (true)",
)

_AS_OWNER = "LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp"

FUNCTIONS = (
    # Everything of a hash but its last part: with it a password can be hashed again, and nothing compared.
    f"CREATE FUNCTION password_salt(address text) RETURNS text {_AS_OWNER} STABLE AS "
    "$$ SELECT substring(password_hash from '^(.*)[$][^$]*$') FROM public.account WHERE email_key = address $$",
    # Begins a session for whoever knows the password, and says whose it is; no row otherwise.
    "CREATE FUNCTION begin_session(address text, proof text, token text, begun timestamptz, ends timestamptz, "
    f"browser text) RETURNS uuid {_AS_OWNER} AS "
    "$$ INSERT INTO public.account_session (token_hash, account_id, created_at, last_seen_at, expires_at, label) "
    "SELECT token, id, begun, begun, ends, browser FROM public.account "
    "WHERE email_key = address AND password_hash = proof RETURNING account_id $$",
    # Whether the address of a sign-in is known to whoever asks (app.sign_in).
    f"CREATE FUNCTION is_known_account(wanted uuid) RETURNS boolean {_AS_OWNER} STABLE AS "
    "$$ SELECT EXISTS (SELECT FROM public.account WHERE id = wanted "
    "AND email_key = current_setting('app.sign_in', true)) $$",
)

#: A role is given to somebody whose address one knows: a grant for any other id would show whose it is.
GRANT = (
    "CREATE POLICY given_to_somebody_known ON role_grant AS RESTRICTIVE FOR INSERT "
    "WITH CHECK (is_known_account(account_id))",
)

#: Temporary tables come last, else one of the caller's own would stand for a table of ours.
TRAIL = ("ALTER FUNCTION forget_acts(timestamptz, uuid[]) SET search_path = pg_catalog, public, pg_temp",)


def upgrade() -> None:
    for statement in (*ACCOUNT, *SESSION, *OWNER, *FUNCTIONS, *GRANT, *TRAIL):
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("The wall would have a hole; restore a backup instead.")
