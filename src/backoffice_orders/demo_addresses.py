"""Addresses that the demo shop suggests: a few streets instead of a country's register."""

from __future__ import annotations

from backoffice_orders.model.address_suggestion import AddressSuggestion

_PLACES = (
    ("FR", "16 rue de Rivoli", "75004", "Paris", ""),
    ("FR", "82 rue de Rivoli", "75004", "Paris", ""),
    ("FR", "12 rue du Bac", "75007", "Paris", ""),
    ("FR", "24 rue des Martyrs", "75009", "Paris", ""),
    ("FR", "8 avenue de l'Opéra", "75001", "Paris", ""),
    ("FR", "5 rue de la République", "69001", "Lyon", ""),
    ("FR", "3 place Bellecour", "69002", "Lyon", ""),
    ("FR", "40 rue Sainte-Catherine", "33000", "Bordeaux", ""),
    ("DE", "Torstraße 1", "10119", "Berlin", ""),
    ("DE", "Torstraße 140", "10119", "Berlin", ""),
    ("DE", "Kastanienallee 12", "10435", "Berlin", ""),
    ("DE", "Mönckebergstraße 7", "20095", "Hamburg", ""),
    ("DE", "Sendlinger Straße 10", "80331", "München", ""),
    ("DE", "Schildergasse 72", "50667", "Köln", ""),
    ("BE", "5 rue Neuve", "1000", "Bruxelles", ""),
    ("US", "350 5th Ave", "10118", "New York", "NY"),
    ("US", "600 Congress Ave", "78701", "Austin", "TX"),
)


def _line(street: str, postcode: str, city: str, state: str) -> str:
    return f"{street}, {city}, {state} {postcode}" if state else f"{street}, {postcode} {city}"


SUGGESTED = tuple(
    AddressSuggestion(_line(street, *place), street, country, *place)
    for country, street, *place in _PLACES
)
