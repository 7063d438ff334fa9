"""Our durable stores, closed, killed and used by several processes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

from backoffice_orders.testing.contracts import DurableContract
from backoffice_orders.testing.places import Place
from tests import postgres


class TestDurable(DurableContract):
    @pytest.fixture(params=["sqlite", "postgres"])
    def place(self, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
        where = Place(f"tests.kit.stores:{request.param}", tmp_path)
        if request.param == "sqlite":
            yield where
            return
        server: URL = request.getfixturevalue("postgres_server")
        with postgres.database(server) as url:
            text = url.render_as_string(hide_password=False)
            (tmp_path / "url.txt").write_text(text)
            yield where
