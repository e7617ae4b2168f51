"""How many queries the pages of guardians' consents and of events take, with one row and with three."""

from tests.architecture.tables import Budget, Cast, Role, Target, flat
from tests.factories import accounts as people
from tests.factories import bookings as rooms
from tests.factories import consents, events, thanks, volunteers
from volunteers import actions, models, queries


def _young(cast: Cast) -> None:
    cast.resident.date_of_birth = consents.FIFTEEN
    cast.resident.save()


def _held(cast: Cast, n: int = 1) -> models.Assignment:
    _young(cast)
    return consents.held(volunteers.ShiftFactory.create(), cast.resident)


def _of_minor(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": _held(cast).code})


def _paper(cast: Cast, n: int) -> Target:
    held = _held(cast)
    actions.ask_guardian(held, scope="shift", channel="paper", by=cast.resident, now=volunteers.NOW)
    return Target(kwargs={"code": held.code})


def _places(cast: Cast, n: int) -> tuple[models.Consent, tuple[str, ...]]:
    _young(cast)
    kind = volunteers.FieldFactory.create()
    shifts = [volunteers.ShiftFactory.create(request__field=kind, days=3 + number) for number in range(n)]
    first, *_ = [consents.held(shift, cast.resident) for shift in shifts]
    consent = actions.ask_guardian(first, scope="field", channel="paper", by=cast.resident, now=volunteers.NOW)
    return consent, tuple(shift.request.title for shift in shifts)


def _link(cast: Cast, n: int) -> Target:
    consent, titles = _places(cast, n)
    return Target(kwargs={"token": queries.consents.token_of(consent)}, shows=titles)


def _given(cast: Cast, n: int) -> Target:
    consent, titles = _places(cast, n)
    models.Consent.objects.filter(pk=consent.pk).update(
        state="given", guardian_name="見本 保護者", relation="parent", answered_at=volunteers.NOW
    )
    return Target(kwargs={"token": queries.consents.token_of(consent), "code": consent.code}, shows=titles)


def _taken_back(cast: Cast, n: int) -> Target:
    target = _given(cast, n)
    return Target(kwargs={"token": target.kwargs["token"]}, shows=target.shows)


def _words(cast: Cast, n: int) -> Target:
    _young(cast)
    shift = volunteers.ShiftFactory.create(days=-1)
    consents.given(cast.resident, shift=shift)
    place = thanks.came(cast.resident, shift=shift)
    quote = thanks.quote(thanks.StoryFactory.create(organisation=shift.request.organisation), thanks.answer(place))
    actions.quote_consents.ask_guardian_to_quote(quote, shown_as="", by=cast.resident, now=volunteers.NOW)
    return Target(kwargs={"code": quote.code})


def _taken_back_at_desk(cast: Cast, n: int) -> Target:
    target = _given(cast, n)
    return Target(kwargs={"code": target.kwargs["code"]}, shows=target.shows)


def _listed(cast: Cast, n: int) -> Target:
    _young(cast)
    made = [consents.given(cast.resident, shift=volunteers.ShiftFactory.create()) for _ in range(n)]
    return Target(shows=tuple(one.code for one in made))


def _family(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": volunteers.confirmed(events.event(), cast.resident).code})


def _event(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": events.event().code})


def _seats(cast: Cast, n: int) -> Target:
    people.MunicipalityFactory.create()
    return Target(shows=tuple(rooms.CenterFactory.create(name=f"見本センター{number}").name for number in range(n)))


RESIDENT, ANONYMOUS, STAFF, ADMINISTRATOR = Role.RESIDENT, Role.ANONYMOUS, Role.STAFF, Role.ADMINISTRATOR
ROWS = [
    Budget("volunteers:consent-requests", RESIDENT, _of_minor, queries=5, flat=True),
    Budget("volunteers:consent-paper", RESIDENT, _paper, queries=5, flat=True),
    Budget("volunteers:consents", ANONYMOUS, flat, queries=0, flat=True),
    Budget("volunteers:consent", ANONYMOUS, _link, queries=2),
    Budget("volunteers:consent-withdrawal", ANONYMOUS, _taken_back, queries=2),
    Budget("volunteers:consent-records", STAFF, flat, queries=3, flat=True),
    Budget("volunteers:consent-record", STAFF, _of_minor, queries=9, flat=True),
    Budget("volunteers:quote-consent-record", STAFF, _words, queries=6, flat=True),
    Budget("volunteers:quote-consent-record-withdrawal", STAFF, _words, queries=6, flat=True),
    Budget("volunteers:consent-record-withdrawal", STAFF, _taken_back_at_desk, queries=7),
    Budget("volunteers:consent-history", ADMINISTRATOR, _of_minor, queries=4, flat=True),
    Budget("api-volunteers:consent-record", STAFF, _of_minor, queries=6, flat=True),
    Budget("api-volunteers:quote-consent-record", STAFF, _words, queries=4, flat=True),
    Budget("api-volunteers:hosts", ADMINISTRATOR, _seats, queries=5),
    Budget("api-volunteers:consents", RESIDENT, _listed, queries=2),
    Budget("volunteers:assignment-party", RESIDENT, _family, queries=4, flat=True),
    Budget("volunteers:hosts", ADMINISTRATOR, _seats, queries=6),
    Budget("volunteers:shift-desk-applications", STAFF, _event, queries=4, flat=True),
]
