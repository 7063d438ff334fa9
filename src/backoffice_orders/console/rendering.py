"""How each page is written: its templates, its language, and what stands on all of them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.access import FormTokens
from backoffice_orders.console.forms import declared_form
from backoffice_orders.console.hosts_own import NOTHING_OWN, HostsOwn
from backoffice_orders.console.names import NamesOf, careful, nobodys_names
from backoffice_orders.console.said import Said
from backoffice_orders.console.script_words import script_words
from backoffice_orders.i18n import Language
from backoffice_orders.model.actor import Actor, Permission, is_customer
from backoffice_orders.model.messages import Message
from backoffice_orders.model.settings import ShopSettings
from backoffice_orders.model.told_changes import THE_CUSTOMER, told_changes, told_entry
from backoffice_orders.web.answers import Html, by_script, root_of
from backoffice_orders.web.languages import PageLanguages, tag_of
from backoffice_orders.web.static_files import SHARED, VersionedFiles
from backoffice_orders.web.templates import page_templates

TEMPLATES = Path(__file__).parent / "templates"
STATIC = VersionedFiles(Path(__file__).parent / "static", SHARED)


class Rendering:
    """What the pages of one console are written with."""

    def __init__(
        self,
        office: BackOffice,
        tokens: FormTokens,
        languages: PageLanguages,
        without_login: bool,
        names_of: NamesOf = nobodys_names,
        own: HostsOwn = NOTHING_OWN,
    ) -> None:
        self._office = office
        self._names_of = careful(names_of)
        self._languages = languages
        self._tokens = tokens
        self._without_login = without_login
        self._hosts = own
        self._templates = page_templates(TEMPLATES, before=own.templates)
        self._templates.globals["new_key"] = lambda: secrets.token_urlsafe(12)

    def language(self, request: Request, actor: Actor | None = None) -> Language:
        """The language that a request is answered in: the shop's where nobody has said one.

        Args:
            request: One whose language was looked for.
            actor: Who reads; None where that is not known, and so neither is the shop.
        """
        if actor is None:
            return self._languages.read(tag_of(request))
        settings = self._settings(actor)
        tag = tag_of(request) or self._languages.known(settings.language)
        return self._languages.read(tag, settings.time_zone)

    def _suggests(self, actor: Actor) -> bool:
        """Whether addresses are suggested to somebody who types one."""
        plugged_in = self._office.desk.address_suggestions is not None
        return plugged_in and actor.may(Permission.EDIT_ADDRESS)

    def _settings(self, actor: Actor) -> ShopSettings:
        return self._office.desk.read(actor, lambda work: work.settings)

    def alone(self, request: Request, code: str, message: Message, status: int) -> Response:
        """A page with nothing but what went wrong."""
        language = self.language(request)
        page = self._templates.get_template("alone.html.j2").render(
            root=root_of(request),
            static=_static(request),
            code=code,
            sentence=language.say(message),
            **language.in_templates(),
        )
        return Html(page, status, {"content-language": language.tag})

    def _html(
        self,
        request: Request,
        actor: Actor,
        template: str,
        values: Mapping[str, Any],
        said: Said | None = None,
    ) -> Response:
        settings = self._settings(actor)
        language = self.language(request, actor)
        _ = language.text
        own_name = _("You, on this machine") if self._without_login else actor.name or actor.id

        def called(who: str, name: str = "") -> str:
            if is_customer(who):
                return language.say(THE_CUSTOMER())
            return own_name if who == actor.id else name or names.get(who) or who

        names: Mapping[str, str] = values.get("names", {})

        page = self._templates.get_template(template).render(
            root=root_of(request),
            static=_static(request),
            whole=not by_script(request),
            modules=STATIC.modules,
            actor=actor,
            shop=settings,
            hosts_link=self._hosts.link,
            hosts_fields=self._hosts.fields,
            hosts_place=lambda name, shown=None: self._hosts.place(name, actor, shown),
            suggests=self._suggests(actor),
            may=lambda permission: actor.may(Permission(permission)),
            token=self._tokens.token(actor),
            without_login=self._without_login,
            **language.in_templates(),
            page_languages=[(tag, Language(tag).name_of(tag)) for tag in self._languages.tags],
            words=script_words(language),
            label_of=language.label,
            declared=lambda name: declared_form(name, language),
            told_entry=told_entry,
            told_changes=told_changes,
            money=language.money,
            reason_name=lambda code: language.text(settings.discount_reason_name(code)),
            called=called,
            status_name=lambda code: language.text(settings.status_name(code)),
            said=said,
            typed=said.typed if said is not None else {},
            **values,
        )
        status = said.status if said is not None else 200
        return Html(page, status, {"content-language": language.tag})


def _static(request: Request) -> str:
    """Where the page's stylesheet and scripts are."""
    return f"{root_of(request)}/static/{STATIC.version}"
