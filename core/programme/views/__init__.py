"""The pages of editions: the network's home, and an edition as who manages it makes, opens and closes it."""

from flask import Blueprint

programme = Blueprint("programme", __name__, template_folder="../templates")

# The pages register themselves on the blueprint, which must exist by then.
import core.programme.views.edition  # noqa: E402
import core.programme.views.home  # noqa: E402
import core.programme.views.making  # noqa: E402
import core.programme.views.moving  # noqa: E402
import core.programme.views.phases  # noqa: E402
import core.programme.views.questions  # noqa: E402
import core.programme.views.rehearsing  # noqa: E402, F401
