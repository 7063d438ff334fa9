"""A page's forms as a browser without scripts fills them in and sends them."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from attrs import define, field
from starlette.testclient import TestClient

Attributes = dict[str, str | None]


@define(eq=False)
class Control:
    """One field or button of a form."""

    tag: str
    attributes: Attributes
    owner: str
    text: str = ""
    value: str = ""
    checked: bool = False
    options: list[Attributes] = field(factory=list)

    @property
    def called(self) -> str:
        """What it is called."""
        return self.attributes.get("aria-label") or " ".join(self.text.split())

    def sent(self) -> bool:
        """Whether it is sent along when another control sends the form."""
        kind = self.attributes.get("type")
        if not self.attributes.get("name") or "disabled" in self.attributes:
            return False
        if self.tag == "button" or kind in {"submit", "file"}:
            return False
        return self.checked or kind not in {"radio", "checkbox"}


class Forms(HTMLParser):
    """The forms of a page, and their controls wherever they stand."""

    def __init__(self, page: Any) -> None:
        super().__init__()
        self.address = str(page.url)
        self.forms: dict[str, Attributes] = {}
        self.controls: list[Control] = []
        self._inside = ""
        self._open: Control | None = None
        self.feed(page.text)

    def handle_starttag(self, tag: str, listed: list[tuple[str, str | None]]) -> None:
        attributes = dict(listed)
        if tag == "form":
            self._inside = attributes.get("id") or f"form {len(self.forms)}"
            self.forms[self._inside] = attributes
        elif tag in {"input", "select", "textarea", "button"}:
            owner = attributes.get("form") or self._inside
            control = Control(tag, attributes, owner, value=attributes.get("value") or "")
            if attributes.get("type") in {"radio", "checkbox"}:
                control.value = attributes.get("value", "on") or ""
                control.checked = "checked" in attributes
            self.controls.append(control)
            self._open = control if tag != "input" else None
        elif tag == "option" and self._open is not None:
            self._open.options.append(attributes)
            self._open.text = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = ""
        elif tag == "option" and self._open is not None:
            option = self._open.options[-1]
            if "selected" in option or len(self._open.options) == 1:
                self._open.value = option.get("value", self._open.text) or ""
        elif self._open is not None and tag == self._open.tag:
            if tag == "textarea":
                self._open.value = self._open.text.removeprefix("\n")
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._open.text += data

    def named(self, name: str) -> list[Control]:
        """The controls of a name: those of the order's own form, where it has some."""
        found = [each for each in self.controls if each.attributes.get("name") == name]
        assert found, f"no field {name!r}"
        return [each for each in found if each.owner == "order"] or found

    def fill(self, **values: str) -> None:
        """Type into the first field of each name, choose it, or tick it."""
        for name, value in values.items():
            choices = [each for each in self.named(name) if each.attributes.get("type") != "hidden"]
            first = choices[0] if choices else self.named(name)[0]
            kind = first.attributes.get("type")
            if kind in {"radio", "checkbox"}:
                wanted = [each for each in choices if each.value == value]
                assert wanted or kind == "checkbox", f"no choice {value!r} of {name}"
                for each in choices:
                    each.checked = each in wanted
            else:
                first.value = value

    def press(self, browser: TestClient, label: str) -> Any:
        """Press the first button whose label begins so, as a screen reader says it."""
        button = next(
            each for each in self.controls if each.tag == "button" and each.called.startswith(label)
        )
        return self.press_control(browser, button)

    def press_control(self, browser: TestClient, button: Control) -> Any:
        """Press this button."""
        form = self.forms[button.owner]
        action = button.attributes.get("formaction") or form.get("action") or ""
        fields: dict[str, list[str]] = {}
        for each in self.controls:
            if each.owner == button.owner and (each.sent() or each is button):
                name = each.attributes.get("name")
                if name:
                    value = each.value
                    if each.tag == "textarea":
                        value = value.replace("\n", "\r\n")
                    elif each.tag == "input" and each.attributes.get("type") != "hidden":
                        value = value.replace("\r", "").replace("\n", "")
                    fields.setdefault(name, []).append(value)
        address = urljoin(self.address, action)
        if form.get("method") == "post":
            return browser.post(address, data=fields)
        return browser.get(address, params=fields)
