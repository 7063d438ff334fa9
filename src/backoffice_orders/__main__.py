"""``backoffice-orders``, or ``python -m backoffice_orders``."""

from __future__ import annotations

import sys

from backoffice_orders.extras import needs


def main() -> None:
    """Run the command line, or say which extra it needs."""
    try:
        with needs("cli"):
            from backoffice_orders.cli import app
    except ModuleNotFoundError as error:
        from backoffice_orders.model.errors.host import ExtraMissing

        if isinstance(error, ExtraMissing):
            sys.exit(str(error))
        raise
    app()


if __name__ == "__main__":
    main()
