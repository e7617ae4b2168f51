from tests.architecture import tables
from tests.factories import notices


def _notice(cast: tables.Cast) -> tables.Target:
    made = notices.NoticeFactory.create(user=cast.resident, body="ご本人だけへの本文")
    return tables.Target(kwargs={"code": made.code}, secret="ご本人だけへの本文")


def _readings(cast: tables.Cast) -> tables.Target:
    made = notices.NoticeFactory.create(user=cast.resident)
    return tables.Target(data={"newest": made.code})


ROWS = [
    tables.private("notices:notices"),
    tables.Row("notices:notice-readings", _readings, tables.SIGN_IN, 302, 404, 404, 404, 404, method="POST"),
    tables.Row("notices:notice", _notice, tables.SIGN_IN, 200, 404, 404, 404, 404),
    tables.public("notices:mailbox"),
    tables.api("api-notices:notices"),
    tables.Row("api-notices:notice-reading", _notice, 401, 200, 404, 404, 404, 404, method="POST"),
]
