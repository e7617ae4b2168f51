from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from backend.accounts import permissions as roles
from backend.common import clock
from points import enums, errors, models, permissions, queries
from points.rules import words


@require_http_methods(["GET"])
def earning_rules(request: HttpRequest) -> HttpResponse:
    """This function will show how points are earned: the rules in force today, and what is left for the visitor."""
    today, districts = clock.today(), queries.district_names()
    limits = queries.all_limits(roles.person_of(request).code, today) if request.user.is_authenticated else {}
    rules = [
        (rule, queries.summary(rule, districts), limits.get(rule.code, [])) for rule in queries.rules_in_force(today)
    ]
    context = {
        "rules": rules,
        "order": words.ORDER,
        "serves": permissions.may_award_by_hand(request.user),
        "may_set": permissions.may_set_rules(request.user),
    }
    return render(request, "points/earning_rules.html", context)


@require_http_methods(["GET"])
def earning_rule(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show one rule: what it says, what is left for the visitor, and what comes after it."""
    today, districts = clock.today(), queries.district_names()
    rule = queries.rule_on(code, today)
    if rule is None:
        raise errors.RuleNotFound
    context = {
        "rule": rule,
        "lines": words.lines(queries.facts(rule, districts)),
        "order": words.ORDER,
        "from_day": today,
        "lasts_until": queries.lasts_until(rule, today),
        "limits": queries.limits(rule, roles.person_of(request).code, today) if request.user.is_authenticated else [],
        "organises": _organises(request, rule),
        "next": queries.rules_to_come(today).filter(code=code).first(),
        "left": queries.left_of(rule.campaign) if rule.campaign else None,
    }
    return render(request, "points/earning_rule.html", context)


def _organises(request: HttpRequest, rule: models.Rule) -> bool:
    """This function will tell whether a clean-up's rule is read by somebody who enters its sheets."""
    asks = rule.way == enums.RuleWay.CLEAN_UP and request.user.is_authenticated
    return asks and bool(queries.organisers_of(roles.person_of(request)))
