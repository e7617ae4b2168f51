from pathlib import Path
from typing import cast

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from backend.accounts import models as accounts
from backend.common import clock, decorators, errors
from backend.notices import actions, models, permissions, queries

PAGE = 30


@require_safe
@decorators.signed_in
def notices(request: HttpRequest) -> HttpResponse:
    """This function will list what a person was told, the newest first."""
    person = cast("accounts.User", request.user)
    page = Paginator(queries.notices_of(person), PAGE).get_page(request.GET.get("page"))
    hrefs = {
        "previous_href": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_href": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "notices/notices.html", {"page": page, **hrefs})


@require_POST
@decorators.signed_in
def notice_readings(request: HttpRequest) -> HttpResponse:
    """This function will note that a person has read everything up to the newest notice which their list showed."""
    newest = _own(request, request.POST.get("newest", ""))
    actions.mark_all_read(cast("accounts.User", request.user), newest=newest, now=clock.now())
    return redirect("notices:notices")


@require_safe
@decorators.signed_in
def notice(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a person one thing that they were told, which counts as read from then on."""
    found = _own(request, code)
    actions.mark_read(found, now=clock.now())
    return render(request, "notices/notice.html", {"notice": found})


def _own(request: HttpRequest, code: str) -> models.Notice:
    found = queries.notice(code)
    if not permissions.may_read(cast("accounts.User", request.user), found):
        raise errors.NotFound
    return found


@require_safe
@never_cache
def mailbox(request: HttpRequest) -> HttpResponse:
    """This function will show the mails which the demo wrote as files; in production there is no such page."""
    if not settings.EMBEDDED:
        raise errors.NotFound
    # A demo that was given a mail system sends by it, and writes no files.
    folder = settings.EMAIL_FILE_PATH
    return render(request, "notices/mailbox.html", {"mailbox": queries.mailbox(Path(folder)) if folder else None})
