"""Who is signed in: Django's sessions and users, and their groups' permissions."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.db import DatabaseError, close_old_connections
from django.http import HttpRequest
from starlette.requests import Request

from backoffice_orders.contrib.django.failures import failed
from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.ids import ActorId


def signed_in(request: Request) -> Actor | None:
    """The ``actor_of`` of a Django project: the user of the session that the request is in.

    It asks the database, and so runs in a worker thread.

    Raises:
        StorageFailed: The database does not answer; ``StorageBusy`` if it may in a moment.
    """
    sessions = import_module(settings.SESSION_ENGINE)
    asked: Any = HttpRequest()
    asked.session = sessions.SessionStore(request.cookies.get(settings.SESSION_COOKIE_NAME))
    try:
        return actor_of_user(get_user(asked))
    except DatabaseError as error:
        raise failed(error) from error
    finally:
        close_old_connections()


def actor_of_user(user: Any) -> Actor | None:
    """A user as an actor, with the permissions that they, or their groups, have.

    Nobody for who is not signed in, or switched off.
    """
    if not (user.is_authenticated and user.is_active):
        return None
    held = user.get_all_permissions()
    permissions = frozenset(each for each in Permission if f"backoffice_orders.{each}" in held)
    name = user.get_full_name() or user.get_username()
    return Actor(ActorId(str(user.pk)), name, permissions)
