"""``backoffice-orders``, or ``python -m backoffice_orders``."""

from __future__ import annotations

import sys

from backoffice_orders.extras import needs
from backoffice_orders.model.errors.host import ExtraMissing


def main() -> None:
    """Run the command line, or say which extra it needs."""
    try:
        with needs("cli"):
            from backoffice_orders.cli import app
    except ExtraMissing as error:
        sys.exit(str(error))
    app()


if __name__ == "__main__":
    main()
