from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.accounts import queries as people
from backend.common import audit, clock, decorators, errors
from backend.notices import actions, forms, models, permissions, queries

PAGE = 30


@require_safe
@decorators.signed_in
def notices(request: HttpRequest) -> HttpResponse:
    """This function will list what a person was told, the newest first."""
    person = roles.person_of(request)
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
    actions.mark_all_read(roles.person_of(request), newest=newest, now=clock.now())
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
    if not permissions.may_read(roles.person_of(request), found):
        raise errors.NotFound
    return found


@require_http_methods(["GET", "POST"])
@decorators.signed_in
def notice_settings(request: HttpRequest) -> HttpResponse:
    """This function will let a person say by which ways and at what hours they are told."""
    person = roles.person_of(request)
    form = forms.WishesForm(request.POST or None, initial=forms.WishesForm.initial_of(queries.preference_of(person)))
    if request.method == "POST" and form.is_valid():
        actions.set_wishes(person, wishes=form.wishes(), by=person, now=clock.now())
        messages.success(request, "お知らせの受け取り方を保存しました。")
        return redirect("notices:notice-settings")
    return render(request, "notices/notice_settings.html", {"form": form})


@require_http_methods(["GET", "POST"])
@decorators.signed_in
def person_notice_settings(request: HttpRequest, code: str) -> HttpResponse:
    """This function will let a desk say how one of its own people is told, as they asked for at the counter."""
    person, staff = _own_person(request, code), roles.person_of(request)
    form = forms.WishesForm(request.POST or None, initial=forms.WishesForm.initial_of(queries.preference_of(person)))
    if request.method == "POST" and form.is_valid():
        actions.set_wishes(person, wishes=form.wishes(), by=staff, now=clock.now())
        messages.success(request, f"{person.display_name}さんへのお知らせの届け方を保存しました。")
        return redirect("accounts:person", person.code)
    audit.look("notices.wishes", by=staff, about=person, subject=person.code)
    return render(request, "notices/person_notice_settings.html", {"person": person, "form": form})


def _own_person(request: HttpRequest, code: str) -> accounts.User:
    found = people.person(code)
    if not permissions.may_set_wishes_of(request.user, found):
        raise errors.NotFound
    return found


@require_http_methods(["GET", "POST"])
@decorators.signed_in
def desk_notices(request: HttpRequest) -> HttpResponse:
    """This function will list what a desk tells people by letter or phone, and take what it ticks."""
    staff, now = roles.person_of(request), clock.now()
    if not permissions.may_tell_people(staff):
        raise errors.NotAllowed
    desks, reached = roles.desks(staff), "not-reached" not in request.POST
    waiting = actions.read_desk_list(desks, by=staff, now=now)
    form = forms.TicksForm(request.POST or None, waiting=waiting, reached=reached)
    if request.method == "POST" and form.is_valid():
        ticked = actions.tick_off(center_codes=desks, reached=reached, by=staff, now=now, **form.cleaned_data)
        messages.success(
            request, f"{ticked}件を、{'お伝えした' if reached else '届かなかった'}ものとして記録しました。"
        )
        return redirect("notices:desk-notices")
    return render(request, "notices/desk_notices.html", {"waiting": waiting, "form": form, "now": now})


@require_safe
@never_cache
def mailbox(request: HttpRequest) -> HttpResponse:
    """This function will show the mails which the demo wrote as files; in production there is no such page."""
    if not settings.EMBEDDED:
        raise errors.NotFound
    # A demo that was given a mail system sends by it, and writes no files.
    folder = settings.EMAIL_FILE_PATH
    return render(request, "notices/mailbox.html", {"mailbox": queries.mailbox(Path(folder)) if folder else None})


@require_POST
def mailbox_replies(request: HttpRequest) -> HttpResponse:
    """This function will answer a mail of the demo, as its reader would; in production there is no such page."""
    if not settings.EMBEDDED:
        raise errors.NotFound
    form = forms.DemoReplyForm(request.POST)
    if not form.is_valid():
        messages.error(request, "返信の文を書いてください。")
        return redirect("notices:mailbox")
    try:
        actions.reply_in_demo(**form.cleaned_data)
    except OSError:
        messages.error(request, "返信を受け取るプログラムが動いていません。make serve で始めると、動きます。")
    else:
        messages.success(request, "返信を送りました。相手に届いたメールが、まもなくここに並びます。")
    return redirect("notices:mailbox")
