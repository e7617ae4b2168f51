from django.db import migrations

from points.migrations._sql import drop, only, script


class Migration(migrations.Migration):
    """Who is refused for age, district or residence hears whom the rule is for."""

    dependencies = [("points", "0025_expiry_goes_along_the_ids")]

    operations = [script("limits_said", only("shorter_ways", "points_award") + drop("proname = 'points_not_eligible'"))]
