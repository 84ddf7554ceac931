"""Tables of the public site."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, TenantOwned, inside, one_per_tenant, versioned
from core.database.walls import application_may


class PageOverride(TenantOwned, Base):
    """A decision that a public page of an edition is open, or closed, on some days, whatever the calendar says."""

    __tablename__ = "page_override"
    __table_args__ = (
        inside("edition"),
        CheckConstraint("last_day >= first_day", name="days_in_order"),
        Index("ix_page_override_edition", "tenant_id", "edition_id"),
    )
    edition_id: Mapped[uuid.UUID]
    #: The endpoint of the page.
    page: Mapped[str]
    opens: Mapped[bool]
    first_day: Mapped[date]
    last_day: Mapped[date]
    #: Why, in one or more languages: the page tells it.
    reason: Mapped[dict[str, str]]
    by: Mapped[str]
    at: Mapped[datetime]
    #: When it was taken back; None while it counts.
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class SitePageVersion(TenantOwned, Base):
    """What was written on a page of the site instead of its default; the latest version counts, none is changed."""

    __tablename__ = "site_page_version"
    __table_args__ = (one_per_tenant("page", "version"), application_may("SELECT", "INSERT"))
    page: Mapped[str]
    #: Counts the changes of the page, from 1.
    version: Mapped[int]
    #: The text in each language in which it is not the default; {} where all are.
    texts: Mapped[dict[str, str]]
    by_account_id: Mapped[uuid.UUID | None]
    by: Mapped[str]
    at: Mapped[datetime]


class SitePost(TenantOwned, Base):
    """A piece of news of a network, read from its day on."""

    __tablename__ = "site_post"
    __table_args__ = (Index("ix_site_post_day", "tenant_id", "day"),)
    title: Mapped[dict[str, str]]
    body: Mapped[dict[str, str]]
    day: Mapped[date]
    by: Mapped[str]
    at: Mapped[datetime]
    #: When it was taken away; None while it is read.
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = versioned()
