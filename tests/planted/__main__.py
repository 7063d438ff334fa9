"""``python -m tests.planted``: the table of all planted faults."""

import sys

from tests.planted.run import main

sys.exit(main())
