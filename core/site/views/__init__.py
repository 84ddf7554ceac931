"""The pages of the public site, and those on which its pages are opened and closed by hand."""

from flask import Blueprint

site = Blueprint("site", __name__, template_folder="../templates")

# The pages register themselves on the blueprint, which must exist by then.
import core.site.views.home  # noqa: E402
import core.site.views.pages  # noqa: E402, F401
