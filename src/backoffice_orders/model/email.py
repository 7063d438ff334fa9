"""E-mail addresses: one account, whichever way its domain is spelled."""

from __future__ import annotations

import unicodedata

# RFC 3490, 5: how a label in other letters is marked in its ASCII form.
_ASCII_MARK = "xn--"


def readable_email(email: str) -> str:
    """The address with its domain as people write it: ``jo@müller.de``.

    What is no such address, or no right ASCII form, stays as it is.
    """
    local, at, domain = email.strip().rpartition("@")
    return f"{local}{at}{'.'.join(_readable(label) for label in domain.split('.'))}"


def email_key(email: str) -> str:
    """What accounts are compared by: without regard to case, and to how the domain is spelled."""
    local, at, domain = readable_email(email).rpartition("@")
    # Of a domain only capitals: ``faß.de`` and ``fass.de`` are two.
    return f"{local.casefold()}{at}{unicodedata.normalize('NFC', domain.lower())}"


def _readable(label: str) -> str:
    if not label.lower().startswith(_ASCII_MARK):
        return label
    try:
        return label[len(_ASCII_MARK) :].encode("ascii").decode("punycode")
    except UnicodeError:
        return label
