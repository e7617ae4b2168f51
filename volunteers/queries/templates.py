"""Requests to write from: an organisation's templates, and copies of what it posted before. Days are left out."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.db.models import QuerySet

from backend.accounts import models as accounts
from backend.accounts.permissions import Visitor
from backend.common import clock, fields
from volunteers import models, permissions
from volunteers.queries import _found, requests, windows

# What a copy takes along as it stands; days and the widening belong to one time only.
PLAIN = (
    "kind",
    "title",
    "tasks",
    "meeting_point",
    "belongings",
    "contact",
    "audience",
    "weather_rule",
    "minimum_age",
    "maximum_age",
    "age_reason",
    "guardian",
    "guardian_reason",
    "certificate",
    "certificate_reason",
    "wanted_skills",
    "languages",
    "insurance",
    "insurance_reason",
    "gender",
    "gender_basis",
    "gender_reason",
    "policy",
    "has_waiting_list",
    "line_order",
    "answer_hours",
    "cutoff_hours",
    "confirms_late",
    "purpose",
    "party_limit",
    "fee_note",
)
OF_SHIFT = ("place", "capacity", "minimum", "reserve", "center_code")
OF_WINDOW = ("place", "capacity", "shortest_minutes", "center_code")
Sheet = dict[str, Any]


def of_organisations(organisations: Iterable[accounts.Organisation]) -> QuerySet[models.RequestTemplate]:
    """This function will list the templates of some organisations by name."""
    return (
        models.RequestTemplate.objects.select_related("organisation")
        .filter(organisation__in=list(organisations))
        .order_by("organisation__name", "name", "pk")
    )


def own(user: Visitor, code: str) -> models.RequestTemplate:
    """This function will give a template of an organisation that somebody runs."""
    templates = models.RequestTemplate.objects.select_related("organisation")
    return _found.one(templates, code, may=lambda found: permissions.may_use_templates(user, found.organisation))


def sheet_of(request: models.Request) -> Sheet:
    """This function will give a request as a sheet without days, in plain values that can be kept as JSON."""
    shifts = [one for one in requests.shifts_of(request) if one.window_id is None]
    return {
        "request": {name: getattr(request, name) for name in PLAIN}
        | {
            "organisation": request.organisation.code,
            "field": request.field.code,
            "certificate_skill": request.certificate_skill.code if request.certificate_skill else "",
            "district": request.district.code if request.district else "",
        },
        "shifts": _distinct(_row(shift) for shift in shifts),
        "windows": _distinct(_window(opened) for opened in windows.of_request(request)),
    }


def _distinct(rows: Iterable[Sheet]) -> list[Sheet]:
    """This function will keep each kind of time once: a weekly activity is one row, to be repeated."""
    kept: list[Sheet] = []
    for row in rows:
        if row not in kept:
            kept.append(row)
    return kept


def _row(shift: models.Shift) -> Sheet:
    times = {"starts_at": _clock_of(shift.starts_at), "ends_at": _clock_of(shift.ends_at)}
    return times | {name: getattr(shift, name) for name in OF_SHIFT}


def _window(window: models.Window) -> Sheet:
    return {
        "weekdays": [str(day) for day in window.weekdays],
        "opens_at": _text(window.opens_at),
        "closes_at": _text(window.closes_at),
        "hours_needed": fields.hours_text(window.minutes_needed),
    } | {name: getattr(window, name) for name in OF_WINDOW}


def _clock_of(instant: datetime) -> str:
    return _text(instant.astimezone(clock.TOKYO).time())


def _text(of_day: time) -> str:
    return f"{of_day:%H:%M}"
