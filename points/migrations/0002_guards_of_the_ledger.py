from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

from points.migrations._sql import drop, script


class Migration(migrations.Migration):
    """What must hold whoever writes: triggers on every table of the ledger, and no two versions of a rule at once."""

    dependencies = [("points", "0001_ledger")]

    operations = [
        BtreeGistExtension(),
        migrations.RunSQL(
            """
            ALTER TABLE points_rule ADD CONSTRAINT points_rule_one_version_at_a_time EXCLUDE USING gist (
                scope WITH =, code WITH =, daterange(starts_on, ends_on, '[]') WITH &&
            ) WHERE (published_at IS NOT NULL);
            -- Balances and counters change in place all day: room on the page keeps the updates off the indexes.
            ALTER TABLE points_account SET (fillfactor = 70);
            ALTER TABLE points_capcounter SET (fillfactor = 70);
            ALTER TABLE points_budgetshard SET (fillfactor = 50);
            """,
            "ALTER TABLE points_rule DROP CONSTRAINT points_rule_one_version_at_a_time",
        ),
        script("guards", drop("true")),
        script("triggers", migrations.RunSQL.noop),
    ]
