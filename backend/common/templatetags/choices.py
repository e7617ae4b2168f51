"""Choices of a list as HTML."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
Group = tuple[str | None, list[dict[str, Any]], int]


@register.filter
def as_options(groups: Iterable[Group]) -> SafeString:
    """This function will write the groups of a select's widget (`optgroups`) as options, a group without a name bare.

    Everything in them is escaped. A list of districts by a template's own loop costs as much as the rest of its page.
    """
    written = []
    for name, options, _ in groups:
        lines = "".join(map(_option, options))
        written.append(f'<optgroup label="{escape(name)}">{lines}</optgroup>' if name else lines)
    return mark_safe("".join(written))


def _option(option: dict[str, Any]) -> str:
    selected = " selected" if option["selected"] else ""
    disabled = " disabled" if option["attrs"].get("disabled") else ""
    return f'<option value="{escape(option["value"])}"{selected}{disabled}>{escape(option["label"])}</option>'
