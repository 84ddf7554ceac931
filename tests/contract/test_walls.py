"""Every table against the walls: a new one cannot be forgotten, for the tables themselves are the parameters."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Column, Engine, MetaData, Table, insert, text, update
from sqlalchemy.exc import ProgrammingError

from core.accounts.passwords import hash_like
from core.accounts.services import grant_role, make_account, sign_in
from core.accounts.sessions import token_hash
from core.contract.module import StatusText
from core.database.base import Base, TenantOwned, utc_now
from core.database.migrating import check
from core.database.walls import FUNCTIONS, PLAIN_FUNCTIONS, WHOLE_ROWS, application_may, rights_on
from core.modules import Modules, load_modules
from core.programme.models.stands import Stands

#: Filled from the tenants' files for every test (tests/conftest.py).
KEPT = {"territory", "territory_municipality", "tenant", "municipality", "postal_code", "consortium_member"}
#: What every tenant may read. Anything else stands behind the wall.
SHARED = {
    "tenant",
    "consortium_member",
    "municipality",
    "postal_code",
    "organisation",
    "organisation_sector",
    "account",
    "account_session",
    "password_reset",
    "sign_in_proof",
    "second_factor",
    "recovery_code",
    "dispatch",
    "catalogue_entry",
    "catalogue_change",
}


def tables() -> list[Table]:
    load_modules()  # So that every module's tables are known when the parameters are gathered.
    return sorted(Base.metadata.tables.values(), key=lambda table: table.name)


def behind_the_wall() -> list[Table]:
    return [table for table in tables() if table.name not in SHARED]


@pytest.fixture(params=[table.name for table in tables()])
def table(request: pytest.FixtureRequest) -> Table:
    return Base.metadata.tables[request.param]


def test_a_table_is_shared_or_tenant_owned(table: Table) -> None:
    owners = [mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is table]
    assert [issubclass(owner, TenantOwned) for owner in owners] == [table.name not in SHARED]


def test_the_tenant_stands_first_in_every_key(table: Table) -> None:
    if table.name in SHARED:
        assert "tenant_id" not in [column.name for column in table.primary_key]
        return
    assert [column.name for column in table.primary_key] == ["tenant_id", "id"]
    for constraint in table.foreign_key_constraints:
        target = constraint.referred_table.name
        if target not in SHARED:
            assert constraint.column_keys[0] == "tenant_id", f"{table.name} refers to {target} without its tenant"
    for index in table.indexes:
        if index.unique:
            assert next(iter(index.columns)).name == "tenant_id", index.name
    for constraint in table.constraints:
        if type(constraint).__name__ == "UniqueConstraint":
            assert next(iter(constraint.columns)).name == "tenant_id", constraint.name


def test_row_security_is_forced_on_every_tenant_owned_table(owner_engine: Engine, engine: Engine) -> None:
    with owner_engine.connect() as connection:
        forced = connection.scalars(
            text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relkind = 'r'")
        ).all()
    own_walls = ("account", "account_session", "organisation", "catalogue_entry")
    assert sorted(forced) == sorted([*(table.name for table in behind_the_wall()), *own_walls])


def value(table: Table, column: Column, rows: dict[str, dict[str, object]], number: int) -> object:
    """Return a value that fits: the key of the row already made in the table it refers to, or one of its type."""
    for key in column.foreign_keys:
        return rows[key.column.table.name][key.column.name]
    kind = column.type.python_type
    moment = datetime(2024, 2, 19, tzinfo=UTC) + timedelta(days=list(table.columns).index(column))  # What ends, later.
    simple = {
        uuid.UUID: uuid.UUID(int=number),
        str: f"{column.name}{number}",
        int: 1,
        bool: False,
        bytes: b"x",
        Decimal: Decimal(1),
        date: moment.date(),
        datetime: moment,
        object: {},
        list: [],
    }
    found = asked(table, column) or simple[kind]
    return StatusText(str(found), {column.type.of}) if isinstance(column.type, Stands) else found


def asked(table: Table, column: Column) -> str | None:
    """Return the first value that a CHECK constraint allows the column."""
    for constraint in table.constraints:
        if isinstance(constraint, CheckConstraint):
            found = re.search(rf"\b{column.name} IN \('([^']*)'", str(constraint.sqltext))
            if found:
                return found[1]
    return None


@pytest.fixture
def one_row_each(engine: Engine) -> uuid.UUID:
    """One row in every tenant-owned table, all of one tenant; returns the tenant."""
    rows: dict[str, dict[str, object]] = {}
    with engine.begin() as connection:
        tenant = connection.scalar(text("SELECT id FROM tenant WHERE slug = 'orchard'"))
        connection.execute(text("SELECT set_config('app.tenant', :tenant, true)"), {"tenant": str(tenant)})
        connection.execute(text("SELECT set_config('app.sign_in', 'email_key1', true)"))
        rows["tenant"] = {"id": tenant}
        rows["municipality"] = {"nis": connection.scalar(text("SELECT min(nis) FROM municipality"))}
        for number, table in enumerate(Base.metadata.sorted_tables, start=1):
            if table.name in SHARED - {"organisation", "account"} or table.name in KEPT:
                continue
            row = {
                column.name: value(table, column, rows, number)
                for column in table.columns
                if not column.nullable and column.computed is None and column.name != "institution_id"
            }
            row |= {"institution_id": row["id"]} if table.name == "organisation" else {}
            row |= {"email_key": "email_key1"} if table.name == "account" else {}
            connection.execute(insert(table).values(**row))
            rows[table.name] = row
            if table.name == "edition":
                rows["territory"] = dict(connection.execute(text("SELECT * FROM territory LIMIT 1")).mappings().one())
    assert isinstance(tenant, uuid.UUID)
    return tenant


def test_each_table_shows_and_gives_nothing_to_another_tenant(one_row_each: uuid.UUID, engine: Engine) -> None:
    with engine.begin() as connection:
        other = connection.scalar(text("SELECT id FROM tenant WHERE slug = 'harbour'"))
    for table in behind_the_wall():
        if table.name in KEPT:
            continue
        seen, touched, gone = [], [], []
        for tenant in (one_row_each, other):
            with engine.begin() as connection:
                connection.execute(text("SELECT set_config('app.tenant', :tenant, true)"), {"tenant": str(tenant)})
                seen.append(connection.scalar(text(f"SELECT count(*) FROM {table.name}")))
        with engine.begin() as connection:
            connection.execute(text("SELECT set_config('app.tenant', :tenant, true)"), {"tenant": str(other)})
            if "UPDATE" in rights_on(table):
                touched.append(connection.execute(text(f"UPDATE {table.name} SET tenant_id = tenant_id")).rowcount)
            if "DELETE" in rights_on(table):
                gone.append(connection.execute(text(f"DELETE FROM {table.name}")).rowcount)
        with engine.begin() as connection:
            seen.append(connection.scalar(text(f"SELECT count(*) FROM {table.name}")))
        assert (table.name, seen) == (table.name, [1, 0, 0])
        assert (table.name, sum(touched), sum(gone)) == (table.name, 0, 0)


def test_no_table_takes_a_row_for_another_tenant(one_row_each: uuid.UUID, engine: Engine) -> None:
    for table in behind_the_wall():
        if table.name in KEPT or "UPDATE" not in rights_on(table):
            continue
        with engine.connect() as connection:
            other = connection.scalar(text("SELECT id FROM tenant WHERE slug = 'harbour'"))
            connection.execute(text("SELECT set_config('app.tenant', :tenant, true)"), {"tenant": str(one_row_each)})
            with pytest.raises(ProgrammingError, match="row-level security"):
                connection.execute(update(table).values(tenant_id=other))


def test_the_territories_of_another_tenant_stay_unseen(unit_for) -> None:
    unit, other = unit_for(), unit_for("orchard")
    mine = set(unit.session.scalars(text("SELECT id FROM territory")))
    assert mine.isdisjoint(other.session.scalars(text("SELECT id FROM territory")))
    assert (len(mine), len(set(unit.session.scalars(text("SELECT tenant_id FROM territory_municipality"))))) == (2, 1)


def test_the_trail_of_acts_can_only_grow(one_row_each: uuid.UUID, engine: Engine) -> None:
    for statement in ("UPDATE audit_entry SET act = 'x'", "DELETE FROM audit_entry"):
        with engine.connect() as connection, pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(text(statement))


def test_a_sign_in_is_seen_by_itself_and_where_it_has_a_role(one_row_each: uuid.UUID, engine: Engine) -> None:
    with engine.connect() as connection:
        other = connection.scalar(text("SELECT id FROM tenant WHERE slug = 'harbour'"))
    seen = {}
    for name, setting in {"nobody": "", "its tenant": str(one_row_each), "another tenant": str(other)}.items():
        with engine.begin() as connection:
            connection.execute(text("SELECT set_config('app.tenant', :tenant, true)"), {"tenant": setting})
            seen[name] = connection.scalar(text("SELECT count(*) FROM account"))
    assert seen == {"nobody": 0, "its tenant": 1, "another tenant": 0}


def test_the_application_owns_nothing_and_bypasses_nothing(engine: Engine) -> None:
    with engine.connect() as connection:
        role = connection.execute(
            text("SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user")
        ).one()
        owned = connection.scalar(
            text(
                "SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)"
            )
        )
    assert (*role, owned) == (False, False, False, 0)


def test_no_migration_is_missing(settings, modules: Modules) -> None:
    check(settings.owner_address, modules.revision_folders())


def test_every_table_says_what_the_application_may_do_and_it_may_do_no_more(engine: Engine) -> None:
    """As the database has it: tables, columns and functions, those of versions among them."""
    said = {
        (table.name, *right.replace(")", "").split(" ("))
        for table in tables()
        for right in ([""] if rights_on(table) is None else rights_on(table))
    }
    with engine.connect() as connection:
        whole = connection.execute(
            text(
                "SELECT table_name, privilege_type FROM information_schema.table_privileges "
                "WHERE grantee = current_user"
            )
        )
        found = {(table, privilege) for table, privilege in whole}
        columns = connection.execute(
            text(
                "SELECT table_name, privilege_type, column_name FROM information_schema.column_privileges p "
                "JOIN pg_attribute a ON a.attrelid = table_name::regclass AND a.attname = column_name "
                "WHERE grantee = current_user ORDER BY table_name, privilege_type, a.attnum"
            )
        )
        for table, privilege, names in columns:
            if (table, privilege) not in {each[:2] for each in found if len(each) == 2}:
                known = next((each for each in found if each[:2] == (table, privilege)), (table, privilege, ""))
                found = found - {known} | {(table, privilege, ", ".join(filter(None, (known[2], names))))}
        callable_ = connection.scalars(
            text(
                "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace "
                "AND has_function_privilege(current_user, oid, 'EXECUTE')"
            )
        ).all()
    assert found == said
    assert sorted(callable_) == sorted(each.partition("(")[0] for each in (*FUNCTIONS, *PLAIN_FUNCTIONS))


def test_functions_that_act_as_the_owner_look_nowhere_but_where_they_say(engine: Engine) -> None:
    with engine.connect() as connection:
        paths = connection.execute(text("SELECT proname, proconfig FROM pg_proc WHERE prosecdef")).all()
    assert {name for name, _ in paths} == {each.partition("(")[0] for each in FUNCTIONS}
    for _name, (path,) in paths:
        assert path in ("search_path=pg_catalog, pg_temp", "search_path=pg_catalog, public, pg_temp")


def test_a_table_that_says_nothing_gives_nothing_and_one_of_a_tenant_its_rows() -> None:
    def table(*columns: str, **options: Any) -> Table:
        return Table("made", MetaData(), *(Column(name, primary_key=True) for name in columns), **options)

    assert rights_on(table("tenant_id", "id", **application_may())) == ()
    assert rights_on(table("tenant_id", "id")) == WHOLE_ROWS
    assert rights_on(table("id")) is None


@pytest.fixture
def two_sign_ins(unit_for) -> dict[str, uuid.UUID]:
    """Ada and Bea, each a coordinator in the Orchard, and Eve, who has no role there; each has a session."""
    unit = unit_for("orchard")
    found = {}
    for name in ("ada", "bea", "eve"):
        email = f"{name}@b.example"
        account = make_account(
            unit.session, email=email, name=name, password="long enough", language="nl", cost="cheap"
        )
        if name != "eve":
            grant_role(unit, account, "coordinator")
        unit.session.flush()
        sign_in(unit.session, email=email, password="long enough", now=utc_now(), label="Firefox", cost="cheap")
        found[name] = account.id
    unit.session.commit()
    return {**found, "tenant": unit.tenant.id}


DENIED = "permission denied"
#: What the application's role tries with Ada's tenant set: (what, as known, what the database says).
TRIES = (
    ("SELECT password_hash FROM account", {}, DENIED),
    ("SELECT password_hash FROM account WHERE id = :bea", {"account": "ada"}, DENIED),
    ("UPDATE account SET email = 'eve@b.example' WHERE id = :bea", {}, DENIED),
    ("UPDATE account SET password_hash = 'x' WHERE id = :ada", {"account": "ada"}, DENIED),
    ("DELETE FROM account WHERE id = :bea", {}, DENIED),
    ("DELETE FROM account WHERE id = :ada", {"account": "ada"}, DENIED),
    (
        "INSERT INTO account_session (token_hash, account_id, created_at, last_seen_at, expires_at, label) "
        "VALUES ('mine', :bea, now(), now(), now(), '')",
        {"account": "bea"},
        DENIED,
    ),
    ("UPDATE account_session SET token_hash = 'mine'", {"account": "bea"}, DENIED),
    ("UPDATE account_session SET account_id = :eve", {"account": "ada"}, DENIED),
    (
        "INSERT INTO role_grant (tenant_id, id, account_id, role) VALUES (:tenant, :tenant, :eve, 'reader')",
        {},
        "row-level security",
    ),
    ("UPDATE role_grant SET account_id = :eve", {}, DENIED),
    ("UPDATE role_grant SET role = 'coordinator'", {}, DENIED),
    ("UPDATE tenant SET slug = 'mine'", {}, DENIED),
    ("UPDATE tenant SET hostname = 'mine.example'", {}, DENIED),
    ("INSERT INTO tenant (id, slug) VALUES (:ada, 'mine')", {}, DENIED),
    ("DELETE FROM tenant", {}, DENIED),
    ("UPDATE territory SET referent_email = 'eve@b.example'", {}, DENIED),
    ("UPDATE alembic_core SET version_num = 'core0001'", {}, DENIED),
    ("SELECT * FROM alembic_core", {}, DENIED),
    ("UPDATE municipality SET fr = 'x'", {}, DENIED),
    ("CREATE TABLE mine (id int)", {}, DENIED),
    ("CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'", {}, DENIED),
    ("ALTER TABLE account DISABLE ROW LEVEL SECURITY", {}, "must be owner"),
    ("SET session_replication_role = 'replica'", {}, DENIED),
)


@pytest.mark.parametrize(("statement", "known", "refusal"), TRIES)
def test_what_the_application_may_not_do_the_database_refuses(
    two_sign_ins, engine: Engine, statement: str, known: dict[str, str], refusal: str
) -> None:
    with engine.connect() as connection:
        for name, value in {**known, "tenant": "tenant"}.items():
            connection.execute(
                text("SELECT set_config(:name, :value, true)"),
                {"name": f"app.{name}", "value": str(two_sign_ins[value])},
            )
        with pytest.raises(ProgrammingError, match=refusal):
            connection.execute(text(statement), two_sign_ins)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT name FROM account WHERE id = :eve",
        "SELECT token_hash FROM account_session",
        "UPDATE account_session SET ended_at = now() RETURNING token_hash",
        "UPDATE account_session SET expires_at = now() + interval '9 years' RETURNING token_hash",
        "DELETE FROM account_session RETURNING token_hash",
        "SELECT begin_session('bea@b.example', 'no proof', 'mine', now(), now(), '') WHERE false",
    ],
)
def test_what_is_not_ones_own_is_not_there(two_sign_ins, engine: Engine, statement: str) -> None:
    with engine.connect() as connection:
        connection.execute(
            text("SELECT set_config('app.tenant', :tenant, true)"), {"tenant": str(two_sign_ins["tenant"])}
        )
        assert connection.execute(text(statement), two_sign_ins).all() == []


def test_a_session_begins_for_the_right_password_alone_and_the_hash_stays_where_it_is(
    two_sign_ins, engine: Engine
) -> None:
    begin = text("SELECT begin_session('bea@b.example', :proof, 'mine', now(), now(), '')")
    with engine.connect() as connection:
        salt = connection.scalar(text("SELECT password_salt('bea@b.example')"))
        nobody = connection.scalar(text("SELECT password_salt('nobody@b.example')"))
        begun = [
            connection.scalar(begin, {"proof": proof})
            for proof in (salt, f"{salt}$", hash_like(salt, "wrong"), hash_like(None, "long enough"))
        ]
        right = connection.scalar(begin, {"proof": hash_like(salt, "long enough")})
        connection.rollback()
    assert (len(salt.split("$")), nobody, begun, right) == (5, None, [None] * 4, two_sign_ins["bea"])


def test_whoever_is_signed_in_sees_the_own_sign_in_wherever_that_is(two_sign_ins, unit_for) -> None:
    session = unit_for("harbour").session
    token = sign_in(session, email="eve@b.example", password="long enough", now=utc_now(), label="", cost="cheap")
    session.commit()
    session = unit_for("harbour").session
    session.know("session", token_hash(token))
    assert session.scalars(text("SELECT name FROM account")).all() == ["eve"]
