"""A great many bookings of years past, put in by a few statements that the guards of the tables would accept.

Triggers and foreign keys sleep while the rows go in, in a database that is thrown away; check constraints and the
exclusion constraint stay awake, and `disagreeing` asks afterwards what the sleeping ones would have asked.
"""

from datetime import date, datetime

from django.db import connection, transaction

from bookings import models

# Bookings go back in time from here: room by room, three a day.
_ROWS = """
WITH rooms AS (SELECT array_agg(id ORDER BY id) AS ids FROM bookings_room WHERE is_active),
     people AS (SELECT array_agg(id ORDER BY id) AS ids FROM accounts_user WHERE email LIKE 'crowd%%'),
     pattern AS (SELECT * FROM bookings_booking WHERE id = %(pattern)s),
     slots AS (
        SELECT n, rooms.ids[1 + n %% cardinality(rooms.ids)] AS room,
               people.ids[1 + (n * 7919::bigint) %% cardinality(people.ids)] AS person,
               %(last)s::date - (n / cardinality(rooms.ids) / 3) AS day,
               n / cardinality(rooms.ids) %% 3 AS period
          FROM rooms, people, generate_series(%(first)s, %(end)s - 1) AS n
     ),
     timed AS (
        SELECT slots.*, (ARRAY['morning', 'afternoon', 'night'])[1 + period] AS code,
               (day + (ARRAY['09:00', '13:00', '17:00'])[1 + period]::time) AT TIME ZONE 'Asia/Tokyo' AS starts,
               (day + (ARRAY['12:00', '17:00', '21:00'])[1 + period]::time) AT TIME ZONE 'Asia/Tokyo' AS ends
          FROM slots
     )
"""
_OWN = {
    "code": "'b-G' || lpad(timed.n::text, 9, '0')",
    "room_id": "timed.room",
    "booked_by_id": "timed.person",
    "date": "timed.day",
    "period_codes": "ARRAY[timed.code]",
    "starts_at": "timed.starts",
    "ends_at": "timed.ends",
    "during": "tstzrange(timed.starts, timed.ends)",
    "state": "CASE WHEN timed.ends < %(now)s THEN 'reported' ELSE 'approved' END",
    "created_at": "timed.starts - interval '30 days'",
}
_HOLDS = """
INSERT INTO bookings_spacehold (booking_id, space_id, during, holds)
SELECT b.id, rs.space_id, b.during, true FROM bookings_booking b JOIN bookings_roomspace rs ON rs.room_id = b.room_id
 WHERE b.code BETWEEN 'b-G' || lpad(%(first)s::text, 9, '0') AND 'b-G' || lpad((%(end)s - 1)::text, 9, '0')
"""
_CHANGES = """
INSERT INTO bookings_bookingstatechange (booking_id, from_state, to_state, at, by_id, reason)
SELECT b.id, '', b.state, b.created_at, b.booked_by_id, '' FROM bookings_booking b
 WHERE b.code BETWEEN 'b-G' || lpad(%(first)s::text, 9, '0') AND 'b-G' || lpad((%(end)s - 1)::text, 9, '0')
"""
_DISAGREEING = """
WITH made_of AS (SELECT room_id, count(*) AS spaces FROM bookings_roomspace GROUP BY room_id),
     held AS (
        SELECT h.booking_id, count(*) AS spaces FROM bookings_spacehold h JOIN bookings_booking b ON b.id = h.booking_id
         WHERE h.holds AND h.during = b.during GROUP BY h.booking_id
     )
SELECT count(*) FROM bookings_booking b
  LEFT JOIN made_of ON made_of.room_id = b.room_id
  LEFT JOIN held ON held.booking_id = b.id
  LEFT JOIN accounts_user u ON u.id = b.booked_by_id
 WHERE made_of.spaces IS DISTINCT FROM held.spaces OR u.id IS NULL
"""


def load(pattern: models.Booking, *, first: int, end: int) -> None:
    """This function will put in the bookings from number `first` to before `end`, each like the pattern.

    Number 0 is the latest; the active rooms take turns, and people whose address begins with "crowd".
    """
    facts: dict[str, int | date | datetime] = {
        "pattern": pattern.pk,
        "last": pattern.date,
        "first": first,
        "end": end,
        "now": pattern.created_at,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in (_bookings(), _HOLDS, _CHANGES):
            cursor.execute(statement, {name: value for name, value in facts.items() if f"%({name})s" in statement})


def _bookings() -> str:
    """Whatever columns a booking has, those without a value of their own here are the pattern's."""
    columns = [str(field.column) for field in models.Booking._meta.concrete_fields if not field.primary_key]
    values = [_OWN.get(column, f'pattern."{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    return f"{_ROWS} INSERT INTO bookings_booking ({names}) SELECT {', '.join(values)} FROM timed, pattern"


def settle() -> None:
    """This function will let the planner know what is in the tables, as autovacuum would have in years."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CHECKPOINT")


def disagreeing() -> int:
    """This function will count the bookings that the sleeping guards would have refused."""
    with connection.cursor() as cursor:
        cursor.execute(_DISAGREEING)
        return int(cursor.fetchone()[0])
