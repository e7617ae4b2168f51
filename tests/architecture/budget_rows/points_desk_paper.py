from datetime import timedelta

from points.actions import payments
from points.actions import slip_corrections as correcting
from points.actions import slips as sending
from tests.architecture import tables
from tests.architecture.permission_rows import points_desk_paper as rows
from tests.architecture.permission_rows import points_tills as till_rows
from tests.architecture.tables import Budget, Cast, Role, Target
from tests.factories import accounts, tills


def _member(cast: Cast, n: int) -> Target:
    person = accounts.UserFactory.create()
    made = [payments.issue_booklet(person, by=person, key=f"{i}", now=tables.NOW) for i in range(n)]
    return Target(kwargs={"number": person.code}, shows=tuple(one.code for one in made))


def _booklet(cast: Cast, n: int) -> Target:
    return Target(kwargs=rows.booklet(cast).kwargs)


def _slips(cast: Cast, n: int) -> Target:
    till = till_rows.desk(cast)
    return Target(shows=tuple(till_rows.case(till, cast).code for _ in range(n)))


def _corrected(cast: Cast, n: int) -> Target:
    till, at = till_rows.desk(cast), tables.NOW
    tills.points_for(cast.resident, 100, now=at)
    code = payments.issue_booklet(cast.resident, by=cast.resident, key="K", now=at - timedelta(hours=1)).codes.all()[0]
    plan = sending.SlipPlan(written_code=code.short_code, amount=50, noted_at=at)
    slip = sending.send_slip(plan, till=till, source="form", by=cast.staff, now=at)
    for number in range(n):
        right = correcting.CorrectionPlan(
            written_code=code.short_code, amount=49 - number, noted_at=at, reason=f"理由{number}", key=f"{number}"
        )
        correcting.correct_slip(slip.code, right, by=cast.staff, now=at)
    return Target(kwargs={"code": slip.code}, shows=tuple(f"理由{number}" for number in range(n)))


ROWS = [
    Budget("points:desk-booklets", Role.STAFF, tables.flat, queries=3, flat=True),
    Budget("points:desk-member-booklets", Role.STAFF, _member, queries=6),
    Budget("points:desk-booklet", Role.STAFF, _booklet, queries=8, flat=True),
    Budget("points:slips", Role.STAFF, _slips, queries=6),
    Budget("points:slip-correction", Role.STAFF, _corrected, queries=7),
    Budget("api-points:desk-booklet", Role.STAFF, _booklet, queries=7, flat=True),
    Budget("api-points:slip-corrections", Role.STAFF, _corrected, queries=4),
]
