"""A choice from a list, drawn in one go."""

from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class Select(forms.Select):
    """Draws what Django draws, with attributes in the order of their names. Django fills in two templates for every option."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,  # noqa: ARG002  (Django's signature; there is no template to fill in)
    ) -> SafeString:
        """The `<select>` with its groups and options."""
        widget = self.get_context(name, value, attrs)["widget"]
        groups = format_html_join("", "{}", ((_group(group, options),) for group, options, _ in widget["optgroups"]))
        return format_html('<select name="{}"{}>{}\n</select>', name, flatatt(widget["attrs"]), groups)


def _group(name: str | None, options: list[dict[str, Any]]) -> SafeString:
    if not name:
        return _options(options)
    return format_html('\n  <optgroup label="{}">{}\n  </optgroup>', name, _options(options))


def _options(options: list[dict[str, Any]]) -> SafeString:
    rows = ((one["value"], flatatt(one["attrs"]), one["label"]) for one in options)
    return format_html_join("", '\n  <option value="{}"{}>{}</option>\n', rows)
