from tests.architecture import tables
from tests.factories import notices


def _notices(cast: tables.Cast, n: int) -> tables.Target:
    made = notices.NoticeFactory.create_batch(n, user=cast.resident)
    return tables.Target(shows=tuple(notice.subject for notice in made))


def _notice(cast: tables.Cast, n: int) -> tables.Target:
    made = notices.NoticeFactory.create_batch(n, user=cast.resident)
    return tables.Target(kwargs={"code": made[0].code})


RESIDENT = tables.Role.RESIDENT
ROWS = [
    tables.Budget("notices:notices", RESIDENT, _notices, queries=5),
    tables.Budget("notices:notice", RESIDENT, _notice, queries=5, flat=True),
    tables.Budget("notices:mailbox", tables.Role.ANONYMOUS, tables.flat, queries=0, flat=True),
    tables.Budget("api-notices:notices", RESIDENT, _notices, queries=2),
]
