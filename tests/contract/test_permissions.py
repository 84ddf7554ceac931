"""Every address, replayed: signed out, from another network, without the right. A new view cannot be forgotten."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from core.accounts.services import grant_role, make_account
from core.contract.acting import MEMBER, OWN, PUBLIC, SIGNED_IN, Permission
from core.tenancy.switching import switch_modules
from core.web.permissions import is_shared, permission_of

#: What may stand in an address for a row that need not exist, since nobody gets as far as looking for it.
STANDS_FOR = {"UUIDConverter": "01890000-0000-7000-8000-000000000000", "IntegerConverter": 1}
#: Pages that everybody may see, by decision: sign-in, a forgotten password, an invitation, the link
#: of a letter, the networks, the public site.
PUBLIC_ENDPOINTS = {
    "static",
    "sites.networks",
    "sites.health",
    "sites.favicon",
    "tenancy.brand",
    "accounts.sign_in_page",
    "accounts.sign_in_post",
    "accounts.sign_out",
    "entry.ask",
    "entry.code",
    "entry.code_post",
    "entry.link",
    "entry.link_post",
    "passwords.forgotten",
    "passwords.forgotten_post",
    "passwords.sent",
    "passwords.by_link",
    "passwords.by_link_post",
    "invitations.invitation",
    "invitations.invitation_post",
    "catalogue.network",
    "catalogue.edition",
    "catalogue.entry",
    "own.by_link",
    "own.leave",
    "site.home",
    "lunch.table",
    "lunch.sit_down",
}


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint not in PUBLIC_ENDPOINTS]


def requests_of(app: Flask) -> list[tuple[str, str, Permission | str]]:
    """Return method, address and permission of every guarded view."""
    found = []
    for rule in rules(app):
        values = {name: STANDS_FOR.get(type(kind).__name__, "x") for name, kind in rule._converters.items()}
        with app.test_request_context():
            address = app.url_map.bind("localhost").build(rule.endpoint, values)
        permission = permission_of(app.view_functions[rule.endpoint])
        found += [(method, address, permission) for method in sorted(rule.methods - {"HEAD", "OPTIONS"})]
    return found


@pytest.fixture(autouse=True)
def everything_on(application, modules, engine) -> None:
    """Every installed module is on in the network, so that each of their pages is tried."""
    with application.unit("harbour") as unit:
        switch_modules(unit, modules.names)


@pytest.fixture
def stranger(app: Flask, application, engine) -> FlaskClient:
    """Somebody who belongs to the network, with a role that gives no right anywhere."""
    with application.unit("harbour") as unit:
        account = make_account(
            unit.session, email="s@x.example", name="S", password="long enough", language="en", cost="cheap"
        )
        grant_role(unit, account, "dishwasher", module="lunch")
    client = app.test_client()
    client.post("/harbour/sign-in", data={"email": "s@x.example", "password": "long enough"})
    return client


def test_every_view_declares_a_permission(app: Flask) -> None:
    silent = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and permission_of(app.view_functions[rule.endpoint]) is None
    ]
    assert silent == []


def test_only_the_listed_views_are_public(app: Flask) -> None:
    public = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint == "static" or permission_of(app.view_functions[rule.endpoint]) == PUBLIC
    }
    assert public == PUBLIC_ENDPOINTS


def test_every_permission_is_one_that_somebody_can_have(app: Flask) -> None:
    for rule in rules(app):
        permission = permission_of(app.view_functions[rule.endpoint])
        assert permission in (MEMBER, OWN, SIGNED_IN) or (isinstance(permission, Permission) and permission.roles), (
            rule.endpoint
        )


def test_signed_out_a_page_leads_to_sign_in_and_an_act_is_refused(app: Flask, engine) -> None:
    client = app.test_client()
    for method, address, _permission in requests_of(app):
        answer = client.open(f"/harbour{address}", method=method)
        expected = 302 if method == "GET" else 401
        assert (method, address, answer.status_code) == (method, address, expected)


def test_from_another_network_nothing_exists(app: Flask, sign_in) -> None:
    client = sign_in("coordinator", tenant="orchard")
    own = []
    for method, address, permission in requests_of(app):
        answer = client.open(f"/harbour{address}", method=method)
        if permission in (OWN, SIGNED_IN):
            own.append((method, address, answer.status_code))
        else:
            assert (method, address, answer.status_code) == (method, address, 404)
    assert sorted(own) == [
        ("GET", "/lunch/x/eaten", 404),  # There is no such edition.
        ("GET", "/my", 200),
        ("GET", "/sessions", 200),
        ("POST", "/sessions/password", 422),  # An empty form.
        ("POST", "/sessions/x/end", 404),
    ]


def test_without_the_right_a_page_is_forbidden(app: Flask, stranger: FlaskClient, engine) -> None:
    for method, address, permission in requests_of(app):
        if isinstance(permission, Permission):
            answer = stranger.open(f"/harbour{address}", method=method)
            assert (method, address, answer.status_code) == (method, address, 403)


def test_a_module_that_is_off_does_not_exist(app: Flask, sign_in, modules) -> None:
    client = sign_in()
    for module in modules.all:
        own = [(method, address) for method, address, _permission in requests_of(app) if is_of(address, module.name)]
        assert own
        others = sorted(modules.names - {module.name})
        data = {"module": others, "off": module.name}
        assert client.post("/harbour/modules", data=data).status_code == 302
        for method, address in own:
            assert (method, address, client.open(f"/harbour{address}", method=method).status_code) == (
                *(method, address),
                404,
            )


def is_of(address: str, module: str) -> bool:
    return address.startswith(f"/{module}/")


def test_a_page_of_the_site_is_found_at_the_root_only(app: Flask, engine) -> None:
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static" and is_shared(app.view_functions[rule.endpoint]):
            assert client.get(f"/harbour{rule.rule}").status_code == 404
    assert client.get("/").status_code == 200
    assert client.get("/no-such-network/").status_code == 404
