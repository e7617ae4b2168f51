from typing import cast

from django.http import HttpRequest, QueryDict

from backend.accounts import models as accounts


def person(request: HttpRequest) -> accounts.User:
    """This function will give the person of a view that only signed-in people reach."""
    return cast("accounts.User", request.user)


def sent(request: HttpRequest) -> QueryDict | None:
    """This function will give what a form was sent with, also when nothing was filled in; None when it is asked for."""
    return request.POST if request.method == "POST" else None
