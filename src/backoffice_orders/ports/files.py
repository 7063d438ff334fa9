"""Files that customers send for their customizations."""

from typing import Protocol

from backoffice_orders.model.customization import AttachedFile


class Files(Protocol):
    """The content of attached files. They belong to the concern CARTS."""

    def add(self, file: AttachedFile, content: bytes) -> AttachedFile:
        """Store a file's content under its id, instead of what may be there.

        Returns what was stored, which may have another id.
        """
        ...

    def content(self, file: AttachedFile) -> bytes:
        """A file's content.

        Raises:
            FileRefused: Nothing was stored under its id.
        """
        ...

    def remove(self, file: AttachedFile) -> None:
        """Forget a file's content; nothing where there is none."""
        ...
