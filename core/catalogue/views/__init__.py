"""The pages of the catalogue: for everybody, without signing in."""

from flask import Blueprint

catalogue = Blueprint("catalogue", __name__, template_folder="../templates", url_prefix="/catalogue")

# The pages register themselves on the blueprint, which must exist by then.
import core.catalogue.views.entry  # noqa: E402
import core.catalogue.views.gaps  # noqa: E402
import core.catalogue.views.keeping  # noqa: E402
import core.catalogue.views.listing  # noqa: E402, F401
