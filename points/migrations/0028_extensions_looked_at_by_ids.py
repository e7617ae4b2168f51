from django.db import migrations

from points.migrations._sql import only, script


class Migration(migrations.Migration):
    """The guard of an extension reads its own lot, account and decree, whatever the planner knows of the tables."""

    dependencies = [("points", "0027_carrying_over_goes_along_the_ids")]

    operations = [script("extension_by_ids", only("carry_over", "points_guard_lot_extension"))]
