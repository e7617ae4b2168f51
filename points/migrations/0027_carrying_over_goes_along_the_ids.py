from django.db import migrations

from points.migrations._sql import drop, only, script

UNDO = only("carry_over", "points_carry_over") + drop("proname IN ('points_next_to_carry', 'points_carry_over_after')")


class Migration(migrations.Migration):
    """A batch of a decree looks at the accounts of its own, no more at every lot there is."""

    dependencies = [("points", "0026_limits_said_for_good")]

    operations = [script("next_to_carry", UNDO)]
