from django.db import migrations

from points.migrations._sql import drop, script

NEW = ("points_city_refunds_until", "points_gives_back_for_the_city", "points_guard_city_refund")
UNDO = "DROP TRIGGER points_refund_by_the_city ON points_refund"


class Migration(migrations.Migration):
    """A refund of the city is written by who decides for it, and until the books of its fiscal year are closed."""

    dependencies = [("points", "0022_limits_kept_by_the_database")]

    operations = [script("city_refunds", f"{UNDO}; {drop(f'proname IN {NEW}')}")]
