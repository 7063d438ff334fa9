"""What a store may be without: names to switch off where an engine or a host cannot do it.

A shop works without them, as far as it does not use what they are for. Everything else in the
contracts is needed by the use cases and cannot be switched off.
"""

from __future__ import annotations

from collections.abc import Mapping

FEATURES: Mapping[str, str] = {
    "sharing": "a shop sees another one's customers, catalog and so on where the host shares them",
    "shops": "several shops in one store",
    "read_only": "a transaction that writes nothing, and refuses to",
    "combinations": "stock is counted by combination, and not by product alone",
    "files": "files of customizations are kept",
    "search_index": "what a host keeps in tables of its own is found by an index of the store's",
    "back_orders": "stock goes below zero where a product may be back-ordered",
    "durable": "what was committed is there after closing, and after a kill",
    "processes": "several processes use the store at once",
    "concurrency": "several threads use the store at once",
    "rollback": "a part takes part in the transaction: what is not committed never happened",
}
