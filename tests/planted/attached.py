"""Faults of files, links and kept answers."""

from __future__ import annotations

from typing import Any

import attrs

from backoffice_orders.model.errors.products import FileRefused
from tests.planted.carts import shown
from tests.planted.people import remembering, sorted_by
from tests.planted.planting import (
    Fault,
    answering,
    backwards,
    below_zero_is_all,
    by_counting,
    fault,
    items,
    keeping,
    nothing,
    only_first,
    raising,
    swallowing,
    through_float,
    without,
)


def named_alike(do: Any, self: Any, file: Any, *a: Any) -> Any:
    done = do(attrs.evolve(file, id=file.name), *a)
    return file if done is not None and not isinstance(done, bytes) else done


FILES = (
    fault("files.add", "keeps 64 KB", lambda do, self, file, content: do(file, content[:65_535])),
    fault(
        "files.add",
        "keeps text",
        lambda do, self, file, content: do(file, content.decode("utf-8", "replace").encode()),
    ),
    fault(
        "files.add",
        "cuts off spaces and zeros",
        lambda do, self, file, content: do(file, content.strip(b"\0 ")),
    ),
    fault(
        "files.add",
        "keeps the first",
        lambda do, self, file, content: do(file, swallowing(self.content, self, file) or content),
    ),
    fault("files.add", "does nothing", nothing),
    fault(
        "files.content",
        "answers nothing for the unknown",
        lambda do, self, file: swallowing(do, self, file) or b"",
    ),
    fault(
        "files.content",
        "takes an empty file for none",
        lambda do, self, file: (
            do(file)
            or raising(FileRefused("?", "?"))(self.content, self, attrs.evolve(file, id="none"))
        ),
    ),
    fault("files.content", "raises LookupError", raising(LookupError("file"))),
    fault("files.remove", "does nothing", nothing),
    fault(
        "files.remove",
        "minds the unknown",
        lambda do, self, file: do(file) if self.content(file) is not None else None,
    ),
    fault(
        "files.add",
        "goes by the name",
        named_alike,
        ("files.content", named_alike),
        ("files.remove", named_alike),
    ),
)


def only_withdrawn(do: Any, self: Any, link: Any) -> Any:
    return do(attrs.evolve(self.get(link.id), withdrawn_at=link.withdrawn_at))


def the_others_too(method: str) -> Any:
    """What is done with one link is done with all of its cart."""

    def instead(do: Any, self: Any, link: Any) -> Any:
        others = [each for each in self.of_cart(link.cart_id) if each.id != link.id]
        done = do(link)
        for each in others:
            do(attrs.evolve(each, used_at=link.used_at, withdrawn_at=link.withdrawn_at))
        return done

    return instead


LINKS = (
    fault("links.get", "answers None for the unknown", swallowing),
    fault("links.get", "raises LookupError", raising(LookupError("link"))),
    fault(
        "links.add",
        "replaces what has the id",
        lambda do, self, link: (
            self.withdraw(link) or link if swallowing(self.get, self, link.id) else do(link)
        ),
    ),
    fault("links.add", "forgets permissions", keeping(without("permissions"))),
    fault("links.add", "forgets what was seen", keeping(without("seen"))),
    fault("links.of_cart", "answers backwards", items(backwards)),
    fault("links.of_cart", "sorts by id", sorted_by(lambda each: each.id)),
    fault("links.of_cart", "answers one", items(only_first)),
    fault("links.of_cart", "leaves out the withdrawn", shown(lambda each: not each.withdrawn_at)),
    fault("links.withdraw", "stores the moment alone", only_withdrawn),
    fault("links.withdraw", "does nothing", nothing),
    fault(
        "links.withdraw",
        "withdraws what is not there",
        lambda do, self, link: swallowing(do, self, link),
    ),
    fault(
        "links.withdraw",
        "stores what is not there",
        lambda do, self, link: (
            do(link) if swallowing(self.get, self, link.id) else self.add(link) and None
        ),
    ),
    fault("links.use", "can be used twice", lambda do, self, link: do(link) or True),
    fault("links.use", "never says that it was used", answering(lambda _: False)),
    fault(
        "links.use",
        "says so and does not store it",
        lambda do, self, link: self.get(link.id).used_at is None,
    ),
    fault(
        "links.use",
        "says no for what is not there",
        lambda do, self, link: bool(swallowing(do, self, link)),
    ),
    fault(
        "links.use",
        "stores the last use",
        lambda do, self, link: do(link) or bool(self.withdraw(link)),
    ),
    fault("links.withdraw", "withdraws the whole cart's", the_others_too("withdraw")),
    fault("links.use", "uses the whole cart's", the_others_too("use")),
    fault("links.forget", "takes a limit below zero for none", below_zero_is_all),
)
VIEWERS = (
    fault("viewers.keep", "does nothing", nothing),
    fault("viewers.of_carts", "answers one", items(only_first)),
    fault("viewers.of_carts", "answers backwards", items(backwards)),
    fault("viewers.forget", "does nothing", answering(lambda _: 0)),
    fault("viewers.forget", "takes a limit below zero for none", below_zero_is_all),
)
ANSWERS = (
    fault("answers.of_cart", "answers what it did first", remembering()),
    fault(
        "answers.keep",
        "keeps the first",
        lambda do, self, id_, new: do(id_, self.of_cart(id_) or new),
    ),
    fault(
        "answers.keep", "does not forget", lambda do, self, id_, new: do(id_, new) if new else None
    ),
    fault(
        "answers.keep",
        "passes decimals through float",
        lambda do, self, id_, new: do(id_, through_float(new)),
    ),
    fault("answers.keep", "does nothing", nothing),
)
REQUESTS = (
    fault("requests.get", "answers what it did first", remembering()),
    fault("requests.put", "does nothing", answering(lambda *_: True)),
    fault("requests.put", "begins what has begun", lambda do, self, new, _: do(new, None) or True),
    fault(
        "requests.put",
        "lets any attempt go on",
        lambda do, self, new, after: do(
            new, getattr(self.get(new.id), "attempt", None) if after else None
        ),
    ),
    fault(
        "requests.put",
        "forgets the answer",
        lambda do, self, new, after: do(attrs.evolve(new, answer=None), after),
    ),
    fault("requests.forget_answers", "does nothing", nothing),
    fault("requests.forget", "does nothing", answering(lambda *_: 0)),
    fault("requests.forget", "takes a limit below zero for none", below_zero_is_all),
)
WEBHOOKS = (
    fault("webhooks.get", "answers None for the unknown", swallowing),
    fault("webhooks.all", "answers one", items(only_first)),
    fault("webhooks.all", "answers backwards", items(backwards)),
    fault("webhooks.add", "forgets the note", keeping(without("note"))),
    fault(
        "webhooks.save",
        "stores whatever the version",
        lambda do, self, new: do(attrs.evolve(new, version=self.get(new.id).version)),
    ),
    fault("webhooks.remove", "does nothing", nothing),
    fault("webhooks.log", "does nothing", nothing),
    fault("webhooks.log", "logs the first alone", lambda do, self, *a: do(*a[:1])),
    fault("webhooks.attempts", "answers backwards", items(backwards)),
    fault(
        "webhooks.attempts",
        "answers those that went well too",
        lambda do, self, id_, page, **k: do(id_, page),
    ),
    fault("webhooks.of_keys", "answers one", items(only_first)),
    fault("webhooks.erase", "does nothing", nothing),
    fault("webhooks.forget", "does nothing", answering(lambda _: 0)),
    fault("webhooks.attempts", "pages by counting", by_counting),
    fault("webhooks.forget", "takes a limit below zero for none", below_zero_is_all),
)
EMAILS = (fault("emails.forget", "takes a limit below zero for none", below_zero_is_all),)
FAULTS: tuple[Fault, ...] = (*EMAILS, *FILES, *LINKS, *VIEWERS, *REQUESTS, *ANSWERS, *WEBHOOKS)
