from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from backend.common import decorators


def home(request: HttpRequest) -> HttpResponse:
    """This function will show what a newcomer can do here."""
    return render(request, "portal/home.html")


@decorators.signed_in
def my(request: HttpRequest) -> HttpResponse:
    """This function will show a person what is theirs."""
    return render(request, "portal/my.html")
