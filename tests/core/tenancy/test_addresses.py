"""Whole addresses are made of what is configured, below the site or at a tenant's own hostname."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.jobs.handlers import Handlers
from core.jobs.runtime import Runtime
from core.tenancy.addresses import page_address


@pytest.mark.parametrize(
    ("site", "hostname", "address"),
    [
        ("https://liaison.example", None, "https://liaison.example/net/sessions?lang=fr"),
        ("https://liaison.example", "net.example", "https://net.example/sessions?lang=fr"),
        ("http://127.0.0.1:8000", None, "http://127.0.0.1:8000/net/sessions?lang=fr"),
        ("http://127.0.0.1:8000", "net.example", "http://net.example:8000/sessions?lang=fr"),
        ("https://care.example/liaison", None, "https://care.example/liaison/net/sessions?lang=fr"),
        ("https://care.example/liaison", "net.example", "https://net.example/liaison/sessions?lang=fr"),
    ],
)
def test_a_page_is_found_below_the_site_or_at_the_tenants_own_hostname(site, hostname, address) -> None:
    assert page_address(site, "net", hostname, "/sessions?lang=fr") == address


@pytest.mark.parametrize("path", ["", "sessions", "//evil.example/", "/\\evil.example", "https://evil.example/"])
def test_what_is_no_path_of_ours_gives_no_address(path: str) -> None:
    with pytest.raises(ValueError, match="is no path of a page"):
        page_address("https://liaison.example", "net", None, path)


def test_a_page_and_a_worker_write_the_same_address_whatever_a_request_says(
    app, application, settings, engine, modules
) -> None:
    configured = replace(settings, public_url="https://liaison.example/")
    runtime = Runtime(configured, engine, modules.dispatcher, Handlers({}))
    with application.unit("orchard") as unit:
        tenant_id, here = unit.tenant.id, unit.address("/sessions")
    with runtime.unit(tenant_id) as unit:
        assert unit.address("/sessions") == "https://liaison.example/orchard/sessions"
    from core.app import open_tenant

    with app.test_request_context("/orchard/", base_url="https://evil.example"):
        seen = open_tenant(application, "orchard")
        assert seen is not None
        assert seen.address("/sessions") == here == f"{settings.base_url}/orchard/sessions"
        seen.session.close()
