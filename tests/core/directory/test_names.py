"""How an organisation is named: by its institution, and by the service inside it."""

from __future__ import annotations

from sqlalchemy import select

from core.directory.models import Organisation
from core.directory.names import Institution, service_key, service_name
from core.directory.rules import OrganisationKey, SaidOrganisation
from core.directory.services import enter_organisations, plan_organisations


def test_what_is_read_of_an_organisation_is_the_key_that_was_said(unit_for) -> None:
    unit = unit_for()
    said = [SaidOrganisation("La Marée"), SaidOrganisation("La Marée", "Équipe mobile")]
    enter_organisations(unit, plan_organisations(unit, said, corrects=True))
    query = select(Institution.name_key, service_key(), Institution.name, service_name()).join_from(
        Organisation, Institution, Institution.id == Organisation.institution_id
    )
    found = {OrganisationKey(*row[:2]): tuple(row[2:]) for row in unit.session.execute(query)}
    assert found == {said[0].key: ("La Marée", None), said[1].key: ("La Marée", "Équipe mobile")}
