from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backend.accounts import permissions
from backend.common import clock, decorators, errors
from backend.portal import enums, forms, queries


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """This function will show what a newcomer can do here."""
    return render(request, "portal/home.html", {"front": queries.front(now=clock.now())})


@require_safe
@decorators.signed_in
def my(request: HttpRequest) -> HttpResponse:
    """This function will show a person what is theirs."""
    mine = queries.mine(permissions.person_of(request), now=clock.now())
    return render(request, "portal/my.html", {"mine": mine})


@require_safe
@decorators.signed_in
def desk(request: HttpRequest) -> HttpResponse:
    """This function will show a member of staff the desks at which they work, and the city's people their own work."""
    if not permissions.is_on_duty(request.user):
        raise errors.NotAllowed
    person = permissions.person_of(request)
    today = clock.today()
    shown = {
        "today": today,
        "desks": queries.desks(person, today=today),
        "groups": queries.groups_to_review(person),
        "serves_at_desk": permissions.is_any_staff(person),
        "works_for_city": permissions.is_city_official(person),
        "administers": permissions.is_administrator(person),
    }
    return render(request, "portal/desk.html", shown)


@require_safe
def help_index(request: HttpRequest) -> HttpResponse:
    """This function will list the help pages."""
    return render(request, "portal/help_index.html", {"topics": enums.HelpTopic})


@require_safe
def help_topic(request: HttpRequest, topic: str) -> HttpResponse:
    """This function will show one help page."""
    if topic not in enums.HelpTopic.values:
        raise errors.NotFound
    found = enums.HelpTopic(topic)
    return render(request, f"portal/help/{found}.html", {"topic": found, "refusals": queries.refusals})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """This function will tell what the service is."""
    return render(request, "portal/about.html", {"topics": enums.AboutTopic})


@require_safe
def about_topic(request: HttpRequest, topic: str) -> HttpResponse:
    """This function will show one page on the service itself."""
    if topic not in enums.AboutTopic.values:
        raise errors.NotFound
    found = enums.AboutTopic(topic)
    return render(request, f"portal/about/{found}.html", {"topic": found, "form": forms.CatalogueForm})
