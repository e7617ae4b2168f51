from django.db import migrations

from points.migrations._sql import drop, script

UNDO = """
    proname NOT LIKE 'points\\_guard\\_%' AND proname NOT LIKE 'points\\_check\\_%'
    AND proname NOT IN ('points_refuse', 'points_tokyo_date', 'points_fits')
"""


class Migration(migrations.Migration):
    """One SQL function per intention: award, redeem, give, hold, capture, release, reverse, adjust, expire, seal."""

    dependencies = [("points", "0002_guards_of_the_ledger")]

    operations = [
        script("answer", "DROP SEQUENCE points_expiry_number; DROP VIEW points_side; DROP TYPE points_answer"),
        script("functions", drop(UNDO)),
    ]
