"""Events for tests: EventFactory.create(party_limit=3), a published request for people who take part; host("kuji")."""

from typing import Any

from tests.factories import accounts as people
from tests.factories.volunteers import NOW, RequestFactory, ShiftFactory
from volunteers import actions, enums, models, queries


def event(**fields: Any) -> models.Shift:  # noqa: ANN401
    """This function will make a shift of an event; `request__…` are its request's, four may come by one application."""
    given = {"request__purpose": enums.Purpose.EVENT, "request__party_limit": 4, **fields}
    return ShiftFactory.create(**given)


def host(center_code: str) -> models.Host:
    """This function will let a center, or the city with an empty code, post by its own name."""
    seat = queries.hosts.Seat(center_code, f"見本{center_code}交流センター", None)
    actions.become_host(seat, by=people.UserFactory.create(), now=NOW)
    return models.Host.objects.select_related("organisation").get(center_code=center_code)


def hosted(center_code: str, **fields: Any) -> models.Request:  # noqa: ANN401
    """This function will make a request of a center or the city."""
    return RequestFactory.create(organisation=host(center_code).organisation, **fields)
