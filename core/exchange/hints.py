"""What a column holds, told to whoever fills in a file: one sentence for each kind of cell."""

from __future__ import annotations

from typing import Final

from flask_babel import lazy_gettext as _l

MOMENT: Final = _l("A day such as 18/03/2024, with the time if you know it: 18/03/2024 9:30.")
DAYS: Final = _l("Days such as 18/03/2024, separated by semicolons.")
YES_NO: Final = _l("Yes or no.")
NUMBER: Final = _l("A number, such as 2 or 0,5.")
WHOLE_NUMBER: Final = _l("A whole number, such as 2.")
SEVERAL: Final = _l("One or more, separated by semicolons.")
WEEKDAYS: Final = _l("Days of the week, such as Monday, Thursday.")
POSTAL_CODE: Final = _l("Four digits.")
LANGUAGE: Final = _l("FR, NL or EN: the language in which this person is written to.")
REFERENCE: Final = _l("A number of its own for each row, by which the row is known again, such as H004.")
EMAIL: Final = _l("One address, which nobody else has.")
WHOLE_NAME: Final = _l("The first name, then the last name.")
