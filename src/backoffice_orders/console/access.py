"""Who may open the page: the host's login decides, and forms are the page's own."""

from __future__ import annotations

import ipaddress
import json
import logging
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from hashlib import sha256

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request

from backoffice_orders.model.actor import Actor
from backoffice_orders.model.errors.base import PermissionDenied
from backoffice_orders.model.ids import CartId
from backoffice_orders.model.messages import Message, Sentence
from backoffice_orders.model.plain_messages import message_from_plain, message_to_plain
from backoffice_orders.model.reasons import described
from backoffice_orders.web.hosts import answer_of
from backoffice_orders.web.limits import Limit
from backoffice_orders.web.protection import from_elsewhere
from backoffice_orders.web.refusals import NO_SUCH_PAGE

logger: logging.Logger = logging.getLogger("backoffice_orders.access")
# The host's login: a plain function, or an async one.
ActorOf = Callable[[Request], Actor | Awaitable[Actor | None] | None]
# Where a request keeps who was asked about it, and the answer.
_ASKED = "backoffice_orders.actor"
# A form that was opened in the morning can still be sent in the evening.
FORM_HOLDS = 12 * 3600
# A notice is said at once; its address may be kept, or sent to somebody else.
NOTICE_HOLDS = 300
# An address must not grow without end; what is left out is on the page anyway.
LONGEST_NOTICE = 2000
SEARCHES_AT_ONCE, SEARCHES_PER_SECOND = 60, 15.0


# What a browser on this machine says that it calls.
_OWN_HOST = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?", re.IGNORECASE)
# How the names of headers begin that a proxy adds to what it passes on.
_BY_PROXIES = (
    "forwarded",
    "x-forwarded",
    "via",
    "x-real-ip",
    "x-client-ip",
    "x-cluster-client-ip",
    "x-original",
    "true-client-ip",
    "cf-",
    "fastly-",
)


FORM_NOT_OURS = Sentence(
    "form_not_ours", "This form has expired: load the page again, and repeat it."
)
TOO_MANY_SEARCHES = Sentence("too_many_searches", "Too many searches at once: wait a moment.")
NOT_SIGNED_IN = Sentence("not_signed_in", "Sign in to the shop's admin first.")


class Refused(Exception):
    """The request is not let in. ``status`` is HTTP's, ``code`` ours."""

    def __init__(self, status: int, message: Message, code: str = "") -> None:
        super().__init__(str(message))
        self.status = status
        self.message = message
        self.code: str = code or message.code


def _no_login(request: Request) -> Actor | None:
    """Everybody on this very machine is the employee "local".

    The page must be called by this machine's own name too: another site's name that leads here
    would let that site's scripts read the page. What has come by a proxy may be anybody's.
    The header is looked at and not the request's URL, which has the server's own name where the
    header's is an odd one.
    """
    host = request.client.host if request.client is not None else ""
    try:
        from_here = ipaddress.ip_address(host).is_loopback
    except ValueError:
        from_here = False
    passed_on = any(name.startswith(_BY_PROXIES) for name in request.headers)
    called = request.headers.getlist("host")
    if not from_here or passed_on or not all(map(_OWN_HOST.fullmatch, called)):
        return None
    return Actor.employee("local", "Somebody on this machine")


# What ``actor_of`` is where there is no login: for trying it out, on this machine alone.
NO_LOGIN: ActorOf = _no_login


class FormTokens:
    """Tokens that tell the page's own forms, and what it has to say, from another site's."""

    def __init__(self, secret: str, shop: str = "") -> None:
        if len(secret) < 32:
            raise ValueError("the secret must have at least 32 characters")
        self._serializer = URLSafeTimedSerializer(
            secret, salt=f"backoffice-orders form {shop}", signer_kwargs={"digest_method": sha256}
        )
        self._notices = URLSafeTimedSerializer(
            secret, salt=f"backoffice-orders notice {shop}", signer_kwargs={"digest_method": sha256}
        )

    def token(self, actor: Actor) -> str:
        """The token of this actor's forms."""
        return str(self._serializer.dumps(actor.id))

    def notice(
        self, actor: Actor, cart_id: CartId, code: str, messages: Sequence[Message], section: str
    ) -> str:
        """What the page of a cart will say to this actor, for its address.

        Nobody else can make the page say something, and it says it for a few minutes.
        """
        plain = [message_to_plain(each) for each in messages]
        while len(json.dumps(plain)) > LONGEST_NOTICE:
            plain.pop()
        return str(self._notices.dumps([actor.id, cart_id, code, plain, section]))

    def noticed(
        self, actor: Actor, cart_id: CartId, text: str
    ) -> tuple[str, tuple[Message, ...], str] | None:
        """Code, messages and section of a notice; None if it is not ours, or not to be said here.

        That is to somebody else, of another cart, or by now.
        """
        try:
            said_to, about, code, plain, section = self._notices.loads(text, max_age=NOTICE_HOLDS)
        except BadSignature:
            return None
        if (said_to, about) != (actor.id, cart_id):
            return None
        return code, tuple(map(message_from_plain, plain)), section

    def require(self, request: Request, actor: Actor, token: str) -> None:
        """Raise ``Refused`` unless the form is this actor's, from this page."""
        try:
            owner = self._serializer.loads(token, max_age=FORM_HOLDS)
        except BadSignature:
            owner = None
        if owner != actor.id or from_elsewhere(request):
            raise Refused(403, FORM_NOT_OURS())


class SearchLimit(Limit):
    """So many searches a second for each actor, and some more at once while typing."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__(SEARCHES_AT_ONCE, SEARCHES_PER_SECOND, now)

    def require(self, actor: Actor) -> None:
        """Raise ``Refused`` for an actor who searches faster than anybody types."""
        if not self.allows(actor.id):
            raise Refused(429, TOO_MANY_SEARCHES())


async def require_actor(request: Request, actor_of: ActorOf) -> Actor:
    """Who acts; ``Refused`` where the host lets nobody in, or nothing can be there.

    The host is asked once for each request: an async function is awaited, a plain one called in
    a worker thread, as it may ask a database.
    """
    if "\0" in request.url.path or "\0" in request.scope["path"]:
        raise Refused(404, NO_SUCH_PAGE(), "not_found")
    asked, actor = request.scope.get(_ASKED, (None, None))
    if asked is not actor_of:
        try:
            # Who needs no login waits for nothing, and for no thread.
            actor = (
                _no_login(request) if actor_of is NO_LOGIN else await answer_of(actor_of, request)
            )
        except PermissionDenied as error:
            logger.info("refused: %s", error.code)
            raise Refused(403, error.message) from error
        request.scope[_ASKED] = actor_of, actor
    if actor is None:
        logger.info("refused: not signed in")
        raise Refused(403, NOT_SIGNED_IN(), "not_allowed")
    if not isinstance(actor, Actor):
        # The host's mistake, and nobody else's: whoever sends the request can mend nothing.
        raise TypeError(f"actor_of must return an Actor or None, not {described(actor)}")
    return actor
