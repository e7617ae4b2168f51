"""People with many lots, as years of awards would leave them: made by the ledger's own function, with every guard."""

from django.db import connection

from tests.factories import points as factories

BATCH = 2_000
AWARDS = """
    SELECT count(*) FROM points_award_event('home', (
        SELECT jsonb_agg(jsonb_build_object(
            'code', 'pl' || upper(substr(md5(%(rule)s || n), 1, 13)), 'kind', 'person', 'holder', %(who)s || n,
            'rule', %(rule)s, 'source_kind', 'event', 'source_code', %(rule)s, 'quantity', %(points)s,
            'happened_on', %(day)s::date, 'key', %(rule)s || '-' || n))
        FROM generate_series(%(first)s::integer, %(last)s::integer) n), '', %(now)s) WHERE outcome = 'posted'
"""


def give(who: str, *, people: int, lots: int, points: int, days: int) -> None:
    """This function will give each of `who`0, `who`1, … so many lots; the first lasts `days`, each next longer.

    They are of rules of their own, one for each date, named after `who` and the days.
    """
    for number in range(lots):
        rule = f"{who}{days + number}"
        factories.rule(rule, expiry=("days", days + number))
        with connection.cursor() as cursor:
            for first in range(0, people, BATCH):
                last = min(first + BATCH, people) - 1
                told: dict[str, str | int] = {"who": who, "rule": rule, "points": points, "first": first, "last": last}
                cursor.execute(AWARDS, {**told, "day": factories.TODAY, "now": factories.NOW})
                assert cursor.fetchone() == (last - first + 1,)
