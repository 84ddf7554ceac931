"""The catalogue as a read model: what is published, and of a rehearsal apart; what changed; what was not found."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ARRAY, CheckConstraint, Computed, ForeignKey, ForeignKeyConstraint, Index, Text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from core.database.base import Base, Shared, TenantOwned, one_per_tenant, utc_now
from core.database.folding import FOLDED
from core.database.walls import WHOLE_ROWS, application_may

#: Of what something changed, so that entries follow: an offer, an edition, an organisation, and an organisation of
#: whose change another network has told.
OFFER: Final = "offer"
EDITION: Final = "edition"
ORGANISATION: Final = "organisation"
RETOLD: Final = "retold"


class EntryColumns:
    """What is known of an entry: public facts of an offer, and nothing of anybody's person.

    Its id is that of its offer, with which it goes. Everything stands ready as the page asks for it: folded, counted,
    in every language.
    """

    edition_id: Mapped[uuid.UUID]
    module: Mapped[str]
    edition: Mapped[str]
    reference: Mapped[str]
    organisation_id: Mapped[uuid.UUID | None]
    institution_id: Mapped[uuid.UUID | None]
    #: In one or more languages (core.language.texts.Texts).
    title: Mapped[dict[str, str]]
    institution: Mapped[str]
    service: Mapped[str | None]
    postal_code: Mapped[str | None]
    nis: Mapped[str | None]
    #: The names of the municipality, by language.
    municipality: Mapped[dict[str, str]]
    #: The code of the territory, in its network.
    territory: Mapped[str | None]
    #: What it is narrowed by: "sector=youth-care", each once.
    facets: Mapped[list[str]] = mapped_column(ARRAY(Text))
    #: What its page says, by the codes that its module declares.
    details: Mapped[dict[str, Any]]
    #: How many places there are in all (empty: no limit), how many are taken, and how many people ask for one now.
    places: Mapped[int | None]
    taken: Mapped[int]
    requests: Mapped[int | None]
    #: The day on which the catalogue of its edition opens; empty where nothing says so.
    public_from: Mapped[date | None]
    #: Every word by which it is found, folded (core.catalogue.words), and of these the words of its title.
    words: Mapped[list[str]] = mapped_column(ARRAY(Text))
    title_words: Mapped[list[str]] = mapped_column(ARRAY(Text))
    #: By what lists are sorted, folded.
    name_key: Mapped[str] = mapped_column(FOLDED)
    place_fr: Mapped[str] = mapped_column(FOLDED)
    place_nl: Mapped[str] = mapped_column(FOLDED)

    @declared_attr
    def search(cls) -> Mapped[str]:  # noqa: N805 - SQLAlchemy hands over the class.
        """The words as PostgreSQL searches them."""
        return mapped_column(TSVECTOR, Computed("array_to_tsvector(words)", persisted=True))

    @declared_attr
    def title_search(cls) -> Mapped[str]:  # noqa: N805
        """The words of the title likewise."""
        return mapped_column(TSVECTOR, Computed("array_to_tsvector(title_words)", persisted=True))


def _of_offer() -> ForeignKeyConstraint:
    """Let an entry go with its offer."""
    return ForeignKeyConstraint(["tenant_id", "id"], ["offer.tenant_id", "offer.id"], ondelete="CASCADE")


class CatalogueEntry(EntryColumns, Shared, Base):
    """An offer of a network as everybody may read it, in whatever network. Only its own network writes it.

    There is no wall for reading: search is not leakproof, so that behind one no index would serve it.
    """

    __tablename__ = "catalogue_entry"
    __table_args__ = (
        _of_offer(),
        Index("ix_catalogue_entry_edition", "tenant_id", "edition_id", "name_key", "id"),
        Index("ix_catalogue_entry_search", "search", postgresql_using="gin"),
        Index("ix_catalogue_entry_organisation", "organisation_id"),
        Index("ix_catalogue_entry_institution", "institution_id"),
        application_may(*WHOLE_ROWS),
    )
    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenant.id"), sort_order=-1)


class RehearsedEntry(EntryColumns, TenantOwned, Base):
    """An offer of an edition in rehearsal, behind the wall: only its own network sees it."""

    __tablename__ = "catalogue_rehearsed_entry"
    __table_args__ = (
        _of_offer(),
        Index("ix_catalogue_rehearsed_entry_edition", "tenant_id", "edition_id", "name_key", "id"),
    )


class CatalogueChange(Shared, Base):
    """That something changed of which entries tell: noted by the database, in the transaction of the change.

    Kind, id and network, nothing else; it goes when the entries have followed.
    """

    __tablename__ = "catalogue_change"
    __table_args__ = (
        CheckConstraint("kind IN ('offer', 'edition', 'organisation', 'retold')", name="kind"),
        Index("ix_catalogue_change_tenant", "tenant_id"),
        application_may("SELECT", "INSERT", "DELETE"),
    )
    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenant.id"))
    kind: Mapped[str]
    subject_id: Mapped[uuid.UUID]
    noted_at: Mapped[datetime] = mapped_column(default=utc_now)


class CatalogueMiss(TenantOwned, Base):
    """What was looked for in the catalogue and not found, on one day, how often; nobody is named (IM-36)."""

    __tablename__ = "catalogue_miss"
    __table_args__ = (one_per_tenant("day", "query"),)
    day: Mapped[date]
    #: The words as they are compared: folded.
    query: Mapped[str]
    times: Mapped[int]


#: Both kinds of entries, which have the same columns.
Entries = type[CatalogueEntry] | type[RehearsedEntry]
