"""What residents do to earn: visit a site, report, tell who lives with them."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.common import clock, decorators
from backend.common import errors as common
from points import actions, enums, errors, models, queries
from points.forms import records as forms


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def site_visits(request: HttpRequest, code: str) -> HttpResponse:
    """This function will say what a visit to a site gives, and note it: the page that the printed QR opens."""
    site, person, now = queries.site(code), roles.person_of(request), clock.now()
    form = forms.VisitForm(request.POST if request.method == "POST" else None, site=site)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.visit_site(site, person=person, word=form.typed, now=now)
        except (errors.WrongWord, errors.WordTriesTooMany) as refusal:
            form.add_error("word", refusal.sentence)
            status = refusal.status
        else:
            return redirect("points:site-visit", code=made.visit.code)
    context: dict[str, object] = {"site": site, "form": form, "windows": queries.windows_in_words(site)}
    try:
        context["told"] = actions.try_visit(site, person=person, now=now)
    except common.DomainError as refusal:
        context["refusal"] = refusal
    rule = queries.rule_on(site.rule_code, clock.date_of(now))
    if rule is not None:
        context["limits"] = queries.limits(rule, person.code, clock.date_of(now), site_code=site.code)
        context["rule"] = rule
    return render(request, "points/site_visits.html", context, status=status)


@require_safe
@decorators.signed_in
def site_visit(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a visit of one's own with its points."""
    person = roles.person_of(request)
    found = queries.visits_of(person.code).filter(code=code).first()
    if found is None:
        raise errors.SiteNotFound
    posting = queries.awards_of(enums.RuleWay.SITE, found.code).first()
    rule = queries.rule_on(found.site.rule_code, found.day)
    limits = queries.limits(rule, person.code, found.day, site_code=found.site.code) if rule else []
    cut = queries.cut_of(posting)
    context: dict[str, object] = {"visit": found, "posting": posting, "cut": cut, "rule": rule, "limits": limits}
    if rule is not None and posting is None:
        context["blocked"] = queries.blocked_by(rule, limits)
    return render(request, "points/site_visit.html", context)


@require_safe
@decorators.signed_in
def reports(request: HttpRequest) -> HttpResponse:
    """This function will list a person's reports, and what one may report."""
    person, today = roles.person_of(request), clock.today()
    found = list(queries.reports_of(person.code)[:50])
    context = {
        "reports": _with_points(found),
        "rules": _reportable(today),
    }
    return render(request, "points/reports.html", context)


def _with_points(found: list[models.Report]) -> list[tuple[models.Report, str, int]]:
    paid, names = queries.paid_for(enums.RuleWay.REPORT, [one.code for one in found]), queries.rule_names()
    return [(one, names.get(one.rule_code, ""), paid.get(one.code, 0)) for one in found]


def _reportable(today: date) -> list[models.Rule]:
    return list(queries.rules_in_force(today).filter(way=enums.RuleWay.REPORT))


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def report_new(request: HttpRequest) -> HttpResponse:
    """This function will take a report: what was done, what it would give, and then the report itself."""
    person, now = roles.person_of(request), clock.now()
    rules = _reportable(clock.date_of(now))
    initial = {"rule": request.GET.get("rule", rules[0].code if rules else ""), "happened_on": clock.date_of(now)}
    form = forms.ReportForm(request.POST if request.method == "POST" else None, rules=rules, initial=initial)
    if not form.is_valid() or "again" in request.POST:
        return _report_form(request, form, person, status=422 if form.errors else 200)
    plan = form.plan()
    try:
        if "decided" in request.POST:
            made = actions.report(plan, person=person, now=now)
            messages.success(request, _reported(made))
            return redirect("points:report", code=made.report.code)
        told = actions.try_report(plan, person=person, now=now)
    except common.DomainError as refusal:
        form.add_error(None, refusal.sentence)
        return _report_form(request, form, person, status=refusal.status)
    rule = form.rules[plan.rule_code]
    return render(request, "points/report_preview.html", {"form": form, "plan": plan, "told": told, "rule": rule})


def _report_form(request: HttpRequest, form: forms.ReportForm, person: accounts.User, *, status: int) -> HttpResponse:
    limits = queries.all_limits(person.code, clock.today())
    whom = queries.for_whom(form.rules.values())
    rules = [
        (rule, queries.earns(rule), whom.get(rule.code, ""), limits.get(rule.code, [])) for rule in form.rules.values()
    ]
    return render(request, "points/report_new.html", {"form": form, "rules": rules}, status=status)


def _reported(made: actions.Reported) -> str:
    if made.posting is not None:
        return f"報告しました。{made.posting.amount}ポイントが付きました。{made.cut}"
    if made.refusal is not None:
        return f"報告しました。{made.refusal.sentence}"
    return "報告しました。職員が確認してから、結果をお知らせします。"


@require_safe
@decorators.signed_in
def report(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a report of one's own."""
    found = _own_report(request, code)
    posting = queries.awards_of(enums.RuleWay.REPORT, found.code).first()
    rule = queries.rule_on(found.rule_code, found.happened_on)
    limits = queries.limits(rule, found.person_code, found.happened_on) if rule else []
    cut = queries.cut_of(posting)
    context: dict[str, object] = {"report": found, "posting": posting, "cut": cut, "rule": rule, "limits": limits}
    if rule is not None and posting is None:
        context["blocked"] = queries.blocked_by(rule, limits)
    return render(request, "points/report.html", context)


def _own_report(request: HttpRequest, code: str) -> models.Report:
    found = queries.report(code)
    if found is None or found.person_code != roles.person_of(request).code:
        raise errors.ReportNotFound
    return found


@require_POST
@decorators.signed_in
def report_withdrawal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take a report back that nobody has decided about."""
    actions.withdraw_report(code, person=roles.person_of(request), now=clock.now())
    messages.success(request, "報告を取り下げました。")
    return redirect("points:reports")


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def household(request: HttpRequest) -> HttpResponse:
    """This function will show with whom one counts as a household, and take the word that somebody at home gave."""
    person, now = roles.person_of(request), clock.now()
    form = forms.HouseholdWordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.enter_household_word(form.cleaned_data["word"], person=person, now=now)
        except common.DomainError as refusal:
            form.add_error("word", refusal.sentence)
        else:
            messages.success(request, "合い言葉を受け付けました。渡した人が確かめると、同じ世帯になります。")
            return redirect("points:household")
    member = queries.membership_of(person.code, clock.date_of(now))
    context = {
        "form": form,
        "member": member,
        "count": queries.members_of(member.household, clock.date_of(now)).count() if member else 0,
        "invitations": queries.invitations_of(person.code, now),
        "entered": queries.entered_word_of(person.code, now),
    }
    return render(request, "points/household.html", context, status=422 if form.errors else 200)


@require_POST
@decorators.signed_in
def household_invitations(request: HttpRequest) -> HttpResponse:
    """This function will make a word for somebody at home."""
    actions.invite_to_household(person=roles.person_of(request), now=clock.now())
    return redirect("points:household")


@require_POST
@decorators.signed_in
def household_answer(request: HttpRequest, word: str) -> HttpResponse:
    """This function will confirm who has entered a word of one's own, or turn them away."""
    confirm = "confirm" in request.POST
    actions.answer_household_word(word, confirm=confirm, person=roles.person_of(request), now=clock.now())
    messages.success(request, "同じ世帯になりました。" if confirm else "断りました。")
    return redirect("points:household")


@require_POST
@decorators.signed_in
def household_leaving(request: HttpRequest) -> HttpResponse:
    """This function will let a person leave a household, from the next fiscal year on."""
    left = actions.leave_household(person=roles.person_of(request), now=clock.now())
    messages.success(request, f"{left.during.upper:%Y年%-m月%-d日}から、今の世帯を抜けます。")
    return redirect("points:household")
