"""The pages of an immersion edition: one module for each part, all on one blueprint."""

from flask import Blueprint

immersion = Blueprint("immersion", __name__, template_folder="../templates")

# The pages register themselves on the blueprint, which must exist by then.
import plugins.immersion.views.ending  # noqa: E402
import plugins.immersion.views.following  # noqa: E402
import plugins.immersion.views.hosts  # noqa: E402
import plugins.immersion.views.judging  # noqa: E402
import plugins.immersion.views.lists  # noqa: E402
import plugins.immersion.views.offers  # noqa: E402
import plugins.immersion.views.overview  # noqa: E402
import plugins.immersion.views.own  # noqa: E402
import plugins.immersion.views.planning  # noqa: E402
import plugins.immersion.views.releasing  # noqa: E402
import plugins.immersion.views.rounds  # noqa: E402
import plugins.immersion.views.trainees  # noqa: E402
import plugins.immersion.views.what_if.comparing  # noqa: E402
import plugins.immersion.views.what_if.making  # noqa: E402, F401
