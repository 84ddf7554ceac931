"""Each view says who may see it; a view that says nothing is nobody's, and a test finds it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from core.contract.acting import MEMBER, PUBLIC, SIGNED_IN, Permission

View = TypeVar("View", bound=Callable[..., Any])

__all__ = ["MEMBER", "PUBLIC", "SIGNED_IN", "needs", "permission_of", "shared"]


def needs(permission: Permission | str) -> Callable[[View], View]:
    """Record on a view the right it needs: a Permission, MEMBER (signed in, of this tenant), SIGNED_IN or PUBLIC."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def shared(view: View) -> View:
    """Record that a view belongs to no tenant: it is found at the root of the site only."""
    view.shared = True  # type: ignore[attr-defined]
    return view


def permission_of(view: Callable[..., Any]) -> Permission | str | None:
    """Return what a view declares, or None when it declares nothing."""
    declared: Permission | str | None = getattr(view, "permission", None)
    return declared


def is_shared(view: Callable[..., Any]) -> bool:
    """Say whether a view belongs to no tenant."""
    return bool(getattr(view, "shared", False))
