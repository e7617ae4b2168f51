from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.contrib.auth import decorators as auth
from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def signed_in(view: View[P]) -> View[P]:
    """This function will send an anonymous visitor of a view to the sign-in page, and back afterwards."""
    return auth.login_required(view)
