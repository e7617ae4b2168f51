from backend.accounts import models as accounts
from tests.architecture import tables
from tests.factories import accounts as people
from tests.factories import notices


def _notice(cast: tables.Cast) -> tables.Target:
    made = notices.NoticeFactory.create(user=cast.resident, body="ご本人だけへの本文")
    return tables.Target(kwargs={"code": made.code}, secret="ご本人だけへの本文")


def _readings(cast: tables.Cast) -> tables.Target:
    made = notices.NoticeFactory.create(user=cast.resident)
    return tables.Target(data={"newest": made.code})


WISHES = {"by_mail": "on", "by_desk": "phone", "quiet_from": "21:00", "quiet_until": "07:00"}


def _wishes(cast: tables.Cast) -> tables.Target:
    return tables.Target(data=WISHES)


def _wishes_by_api(cast: tables.Cast) -> tables.Target:
    return tables.Target(data={"by_mail": True})


def _person(cast: tables.Cast) -> accounts.User:
    """This function will make one of the own people of the desk where `staff` works."""
    return people.UserFactory.create(district__center_code=cast.center_code, district__code="own", name="見本 窓口子")


def _persons_wishes(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": _person(cast).code}, data=WISHES, secret="見本 窓口子")


def _persons_wishes_sent(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": _person(cast).code}, data=WISHES)


def _told_by_the_desk(cast: tables.Cast) -> str:
    person = _person(cast)
    notices.PreferenceFactory.create(user=person, by_desk="phone")
    return notices.tell(person).code


def _desk_list(cast: tables.Cast) -> tables.Target:
    _told_by_the_desk(cast)
    return tables.Target()


def _ticked(cast: tables.Cast) -> tables.Target:
    return tables.Target(data={"codes": [_told_by_the_desk(cast)]})


def desks(name: str, build: tables.Builder, method: str, own: int, other: int, anonymous: tables.Answer) -> tables.Row:
    """This function will give the row of what desks do and residents do not."""
    return tables.Row(name, build, anonymous, 403, 403, own, other, own, method=method)


ROWS = [
    tables.private("notices:notices"),
    tables.Row("notices:notice-readings", _readings, tables.SIGN_IN, 302, 404, 404, 404, 404, method="POST"),
    tables.Row("notices:notice", _notice, tables.SIGN_IN, 200, 404, 404, 404, 404),
    tables.public("notices:mailbox"),
    tables.public("notices:mailbox-replies", method="POST", answer=302),
    tables.private("notices:notice-settings"),
    tables.private("notices:notice-settings", _wishes, method="POST", answer=302),
    tables.Row("notices:person-notice-settings", _persons_wishes, tables.SIGN_IN, 404, 404, 200, 404, 200),
    tables.Row(
        "notices:person-notice-settings", _persons_wishes_sent, tables.SIGN_IN, 404, 404, 302, 404, 302, method="POST"
    ),
    desks("notices:desk-notices", _desk_list, "GET", 200, 200, tables.SIGN_IN),
    # What is another desk's cannot be ticked, so that the form names nothing that is there.
    desks("notices:desk-notices", _ticked, "POST", 302, 200, tables.SIGN_IN),
    tables.api("api-notices:notice-settings"),
    tables.api("api-notices:notice-settings", _wishes_by_api, method="PUT"),
    desks("api-notices:desk-notices", _desk_list, "GET", 200, 200, 401),
    desks("api-notices:desk-notices", _ticked, "POST", 200, 200, 401),
    tables.api("api-notices:notices"),
    tables.Row("api-notices:notice-reading", _notice, 401, 200, 404, 404, 404, 404, method="POST"),
]
