"""Routes whose parameters are ids."""

from __future__ import annotations

from starlette import routing
from starlette.routing import Match
from starlette.types import Scope

from backoffice_orders.model.ids import from_path


class Route(routing.Route):
    """A route that reads its parameters as ``in_path`` has written them: ids may have slashes."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether it is the one, and what its parameters are."""
        match, found = super().matches(scope)
        for name in self.param_convertors if match is not Match.NONE else ():
            found["path_params"][name] = from_path(found["path_params"][name])
        return match, found
