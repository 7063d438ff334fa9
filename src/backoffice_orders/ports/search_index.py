"""A search index for what a host keeps itself."""

from typing import Protocol

from backoffice_orders.model.indexed import IndexEntry
from backoffice_orders.model.page import Page, PageRequest


class SearchIndex(Protocol):
    """Indexes that a host feeds, by names of its choice ("products").

    A host whose products stand in its own tables alone puts into an index what they are found by,
    where it saves them, and its own ``Catalog.search`` asks here for ids. Names are the shop's: no
    other shop sees what is in them. A name that nothing was put into finds nothing.
    """

    def put(self, name: str, *entries: IndexEntry) -> None:
        """Let entries be found, instead of those that had the same ids.

        Of several with the same id the last one counts. Thousands may be put at once.

        Raises:
            FieldMissing: The name is empty.
            FieldTooLong: The name is longer than 255 letters.
        """
        ...

    def remove(self, name: str, *ids: str) -> None:
        """Let entries be found no more; nothing where there are none.

        That is so too for ids that no ``IndexEntry`` can have.

        Raises:
            FieldMissing, FieldTooLong: As ``put``.
        """
        ...

    def search(self, name: str, text: str, page: PageRequest) -> Page[str]:
        """The ids of the entries that answer a text, best matches first.

        Found is what has a word beginning with each word of the text, or a number that begins with
        the text. First come those whose number is the text, then those with the most words matched
        as a whole, then by ``IndexEntry.sort_key`` and id. A text without any letter or digit finds
        everything, in the same order. What no store can keep of the text, such as half a letter, is
        a question mark, as it is in an entry. Of a long text the beginning counts: see
        ``model.text.query_words``.

        Raises:
            FieldMissing, FieldTooLong: As ``put``.
        """
        ...
