from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from backend.accounts import permissions
from backend.common import errors

Made = TypeVar("Made")

person = permissions.person_of


def sent(request: HttpRequest) -> QueryDict | None:
    """This function will give what a form was sent with, also when nothing was filled in; None when it is asked for."""
    return request.POST if request.method == "POST" else None


class Refused(ValidationError):
    """A refusal of what a form asked for, which stands among the form's errors and knows the answer's status."""

    def __init__(self, refusal: errors.DomainError) -> None:
        super().__init__(refusal.sentence, code=refusal.code)
        self.status = refusal.status


def page(
    request: HttpRequest, template: str, context: dict[str, Any], refusal: errors.DomainError | None = None
) -> HttpResponse:
    """This function will show a page; a refusal stands above what was typed, and is the answer's status."""
    status = refusal.status if refusal else _status_of(context.get("form"))
    return render(request, template, {**context, "refusal": refusal}, status=status)


def _status_of(form: object) -> int:
    if not isinstance(form, forms.BaseForm) or not form.is_bound:
        return 200
    faults = form.non_field_errors().as_data()
    return next((fault.status for fault in faults if isinstance(fault, Refused)), 200)


def attempted(form: forms.Form, act: Callable[[], Made]) -> Made | None:
    """This function will do what a form asks; where that is refused, the words stand above what was typed."""
    try:
        return act()
    except errors.DomainError as refusal:
        form.add_error(None, Refused(refusal))
        return None
