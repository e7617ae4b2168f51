"""Proofs of skills at a desk, and the city's list of skills."""

import functools

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from backend.accounts import models as accounts
from backend.accounts import permissions as people
from backend.accounts.queries import person as person_of
from backend.common import audit, clock, decorators, errors
from volunteers import actions, forms, models, permissions, queries
from volunteers.views import _doors


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def person_skills(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a desk what one of its people says they can do, and take down that it saw proof."""
    person, staff = _served(request, code), _doors.person(request)
    form = forms.ProofForm(_doors.sent(request), centers=people.desks(staff), today=clock.today())
    if form.is_valid():
        confirm = functools.partial(actions.skills.confirm_skill, person, by=staff, now=clock.now())
        if seen := _doors.attempted(form, lambda: confirm(**form.cleaned_data)):
            messages.success(request, f"「{seen.skill.name}」を確認したことを記録しました。")
            return redirect("volunteers:person-skills", code=person.code)
    audit.look("volunteers.skills", by=staff, about=person, subject=person.code)
    held = list(queries.held_skills.of(person))
    context = {"person": person, "held": held, "form": form, "today": clock.today()}
    return _doors.page(request, "volunteers/person_skills.html", context)


def _served(request: HttpRequest, code: str) -> accounts.User:
    """This function will give somebody whom the desk serves; of anybody else there is nobody, and nobody oneself."""
    found = person_of(code)
    if not permissions.may_confirm_skills(request.user, found):
        raise errors.NotFound
    return found


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def held_skill_withdrawal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take back that proof was seen, with the reason that the person reads."""
    held = _held(request, code)
    form = forms.ReasonForm(_doors.sent(request))
    by, now = _doors.person(request), clock.now()
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        withdraw = functools.partial(actions.skills.withdraw_skill_confirmation, held, reason=reason, by=by, now=now)
        if _doors.attempted(form, withdraw):
            messages.success(request, "確認の記録を取り消し、ご本人にお知らせしました。")
            return redirect("volunteers:person-skills", code=held.person.code)
    audit.look("volunteers.skills", by=by, about=held.person, subject=held.code)
    return _doors.page(request, "volunteers/held_skill_withdrawal.html", {"held": held, "form": form})


def _held(request: HttpRequest, code: str) -> models.HeldSkill:
    found = queries.held_skills.held(code)
    if not found.is_confirmed or not permissions.may_confirm_skills(request.user, found.person):
        raise errors.NotFound
    return found


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def skills(request: HttpRequest) -> HttpResponse:
    """This function will show the city its list of skills, and add one."""
    if not permissions.may_keep_skills(request.user):
        raise errors.NotFound
    form = forms.SkillForm(_doors.sent(request))
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.skills.add_skill(by=_doors.person(request), now=clock.now(), **form.cleaned_data)
        except errors.DomainError as refused:
            refusal = refused
        else:
            messages.success(request, f"「{made.name}」を一覧に加えました。")
            return redirect("volunteers:skills")
    context = {"form": form, "skills": queries.held_skills.all_skills()}
    return _doors.page(request, "volunteers/skills.html", context, refusal)


@decorators.signed_in
@require_http_methods(["POST"])
def skill_retirement(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take a skill off the list of those that are asked for, or put it back."""
    if not permissions.may_keep_skills(request.user):
        raise errors.NotFound
    found = queries.held_skills.skill(code)
    retired = not found.is_retired
    actions.skills.retire_skill(found, is_retired=retired, by=_doors.person(request), now=clock.now())
    messages.success(request, f"「{found.name}」を{'一覧から外しました' if retired else '一覧に戻しました'}。")
    return redirect("volunteers:skills")
