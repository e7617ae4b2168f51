"""What volunteers and organisers write to each other, and who may read it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from backend.accounts import models as accounts
from backend.accounts.permissions import Visitor
from backend.common import errors
from volunteers import enums, models, permissions, rules
from volunteers.queries import people

State = enums.AssignmentState
Side = enums.Side
# Who was asked and said yes has a time of it or a number in the line; of all others who were asked, and of those who
# were declined, the organisers do not know who stands behind.
_ENDED_UNANSWERED = Q(
    invited_at__isnull=False, ended_at__isnull=False, confirmed_at__isnull=True, position__isnull=True
)
_KNOWN = ~Q(state__in=[State.INVITED, State.DECLINED]) & ~_ENDED_UNANSWERED
# More in an hour comes from two programs that answer each other.
MOST_IN_AN_HOUR = 20


def detailed() -> QuerySet[models.Thread]:
    """This function will give threads with what their page shows."""
    return models.Thread.objects.select_related("request__organisation", "request__district__municipality", "person")


def side_of(user: Visitor, thread: models.Thread) -> Side | None:
    """This function will tell on which side of a thread somebody is, if on any."""
    if user.pk == thread.person_id:
        return Side.PERSON
    return Side.ORGANISER if permissions.may_organise(user, thread.request) else None


def readable_thread(user: Visitor, code: str) -> tuple[models.Thread, Side]:
    """This function will give a thread that somebody is in, and on which side."""
    found = detailed().filter(code=code).first()
    side = side_of(user, found) if found else None
    if found is None or side is None:
        raise errors.NotFound
    return found, side


def of_assignment(assignment: models.Assignment) -> models.Thread | None:
    """This function will give the thread between the person of an assignment and the organisers, if there is one."""
    return detailed().filter(request=assignment.shift.request_id, person=assignment.person_id).first()


def threads_of(person: accounts.User) -> QuerySet[models.Thread]:
    """This function will list the threads in which somebody is, on either side, the latest first."""
    own = Q(person=person) | Q(request__organisation__in=people.managed_organisations(person).order_by().values("pk"))
    known = models.Assignment.objects.filter(_KNOWN, _stands_to(OuterRef("request"), OuterRef("person")))
    return detailed().filter(own).annotate(is_known=Exists(known)).order_by("-last_at", "-pk")


def _stands_to(request: object, person: object) -> Q:
    return Q(shift__request=request, person=person)


def messages_of(thread: models.Thread) -> QuerySet[models.Message]:
    """This function will list what was written, the first first."""
    return thread.messages.order_by("sent_at", "pk")


def standing(request: models.Request, person: accounts.User) -> QuerySet[models.Assignment]:
    """This function will list how somebody stands or stood to the times of a request."""
    return models.Assignment.objects.filter(_stands_to(request, person))


def is_known(thread: models.Thread) -> bool:
    """This function will tell whether the organisers know who the volunteer is: somebody who applied or joined."""
    return standing(thread.request, thread.person).filter(_KNOWN).exists()


def tells_who(assignment: models.Assignment) -> bool:
    """This function will tell whether the organisers know by an assignment who the volunteer is."""
    return models.Assignment.objects.filter(_KNOWN, pk=assignment.pk).exists()


def name_for_organisers(thread: models.Thread) -> str:
    """This function will name the volunteer to the organisers, never by the full name."""
    return rules.contact.family_name(thread.person.name) if is_known(thread) else rules.contact.UNKNOWN


def closes_at(thread: models.Thread) -> datetime:
    """This function will tell when a thread takes no more messages: some days after the last activity of the person."""
    last = standing(thread.request, thread.person).aggregate(last=Max("shift__ends_at"))["last"]
    return rules.contact.closes_at(last or thread.opened_at, days=days_open(thread.request))


def days_open(request: models.Request) -> int:
    """This function will tell how many days the city leaves contact open after an activity."""
    district = request.district or request.organisation.district
    kept = models.ContactRules.objects.filter(municipality=district.municipality_id) if district else None
    found = kept.first() if kept is not None else models.ContactRules.objects.order_by("pk").first()
    return found.closes_after_days if found else rules.contact.CLOSES_AFTER_DAYS


def written_lately(thread: models.Thread, side: str, *, now: datetime) -> int:
    """This function will count what one side wrote within the last hour."""
    return thread.messages.filter(side=side, sent_at__gt=now - timedelta(hours=1)).count()


def known_words(thread: models.Thread) -> list[str]:
    """This function will list the addresses and phone numbers of both sides."""
    both = [thread.person, *people.managers(thread.request.organisation)]
    return [word for one in both for word in (one.email, one.phone) if word]


@dataclass(frozen=True, slots=True)
class Line:
    """A thread in somebody's list; the other side without a full name."""

    thread: models.Thread
    side: Side
    other_name: str


def line(thread: models.Thread, person: accounts.User) -> Line:
    """This function will give a thread of threads_of as the list of one person shows it."""
    if thread.person_id == person.pk:
        return Line(thread, Side.PERSON, f"{thread.request.organisation.name}の担当者")
    known = bool(getattr(thread, "is_known", False))
    name = rules.contact.family_name(thread.person.name) if known else rules.contact.UNKNOWN
    return Line(thread, Side.ORGANISER, name)


@dataclass(frozen=True, slots=True)
class Reading:
    """A thread as one of its two sides reads it."""

    thread: models.Thread
    side: Side
    messages: list[models.Message]
    other_name: str
    closes_at: datetime
    is_closed: bool


def reading(thread: models.Thread, side: Side, *, now: datetime) -> Reading:
    """This function will give what one side reads of a thread; the organisers read a name that they know anyway."""
    closes = closes_at(thread)
    other = f"{thread.request.organisation.name}の担当者"
    if side == Side.ORGANISER:
        other = f"{thread.person.display_name}さん" if is_known(thread) else rules.contact.UNKNOWN
    return Reading(thread, side, list(messages_of(thread)), other, closes, closes <= now)
