from pathlib import Path
from typing import cast

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from backend.accounts import models as accounts
from backend.common import clock, decorators, errors
from backend.notices import actions, permissions, queries

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
    """This function will note that a person has read everything."""
    actions.mark_all_read(cast("accounts.User", request.user), now=clock.now())
    return redirect("notices:notices")


@require_safe
@decorators.signed_in
def notice(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a person one thing that they were told, which counts as read from then on."""
    found = queries.notice(code)
    if not permissions.may_read(cast("accounts.User", request.user), found):
        raise errors.NotFound
    actions.mark_read(found, now=clock.now())
    return render(request, "notices/notice.html", {"notice": found})


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """This function will show the mails which the demo wrote as files; in production there is no such page."""
    folder = getattr(settings, "EMAIL_FILE_PATH", "")
    if not settings.EMBEDDED or not folder:
        raise errors.NotFound
    return render(request, "notices/mailbox.html", {"mails": queries.written_mails(Path(folder))})
