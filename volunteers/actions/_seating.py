"""Taking a place at a shift where nobody ever waited: the one step at which many people meet at one row.

Everything else about an application is written before it. So the row is held for one statement and the commit.
"""

from typing import Any

from django.db import connection
from django.db import models as db

from backend.accounts import models as accounts
from volunteers import enums, models


class Overtaken(Exception):
    """It is not as simple as it seemed, and nothing of the application may stay.

    The last place went to somebody else, somebody waits by now, the person stands to the shift or has a place elsewhere
    at that time, or told another birthday.
    """


# The person's row is locked before the shift's. Nothing is inserted where nothing is free.
_TAKE = """
WITH person AS (
    SELECT id FROM accounts_user
     WHERE id = %s AND date_of_birth IS NOT DISTINCT FROM %s
       AND NOT EXISTS (
           SELECT FROM volunteers_assignment AS met
            WHERE met.person_id = %s AND met.during && tstzrange(%s, %s)
              AND (met.state = ANY (%s) OR met.state = ANY (%s) AND met.shift_id = %s)
       )
       FOR NO KEY UPDATE
), seat AS (
    UPDATE volunteers_shift AS shift SET taken = shift.taken + %s FROM person
     WHERE shift.id = %s AND shift.line = 0 AND shift.taken <= shift.capacity - %s RETURNING shift.id
)
INSERT INTO volunteers_assignment ({columns}) SELECT {values} FROM seat RETURNING id
"""
PLACED, LIVE = ([str(one) for one in states] for states in (enums.PLACED_STATES, enums.LIVE_STATES))


def take(assignment: models.Assignment) -> None:
    """This function will lock the person, write a new assignment and count its places at one stroke. Raises Overtaken.

    What the person has at that time is looked at by the same statement. Whoever comes between it and the row meets the
    constraints of the table.
    """
    columns, values = _row(assignment)
    sql = _TAKE.format(columns=", ".join(columns), values=", ".join(["%s"] * len(values)))
    shift, person, places = assignment.shift, assignment.person, assignment.places
    met: list[Any] = [person.pk, shift.starts_at, shift.ends_at, PLACED, LIVE, shift.pk]
    with connection.cursor() as cursor:
        cursor.execute(sql, [person.pk, person.date_of_birth, *met, places, shift.pk, places, *values])
        made = cursor.fetchone()
    if made is None:
        raise Overtaken
    assignment.pk, assignment._state.adding = made[0], False  # as save() leaves it


def _row(assignment: models.Assignment) -> tuple[list[str], list[Any]]:
    """This function will give the columns of a new assignment and its values, as save() would write them."""
    fields = [one for one in models.Assignment._meta.local_concrete_fields if not isinstance(one, db.AutoField)]
    columns = [connection.ops.quote_name(str(one.column)) for one in fields]
    return columns, [one.get_db_prep_save(one.pre_save(assignment, add=True), connection) for one in fields]


def lock_person(person: accounts.User) -> bool:
    """This function will lock a person's row, so that their overlapping places come one after another.

    Else they would wait for each other's rows in the constraint that keeps anybody from two places at one time. Their
    date of birth is read with it: who waited for it would else see the one from before, and a place would be certain
    that a guardian has to consent to. It tells whether that date is another than was known.
    """
    known = person.date_of_birth
    with connection.cursor() as cursor:
        cursor.execute("SELECT date_of_birth FROM accounts_user WHERE id = %s FOR NO KEY UPDATE", [person.pk])
        (person.date_of_birth,) = cursor.fetchone()
    return person.date_of_birth != known
