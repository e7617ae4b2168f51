from django.db import migrations

from points.migrations._sql import drop, only, script


class Migration(migrations.Migration):
    """A batch of the sweep looks at the accounts of its own, no more at all there are."""

    dependencies = [("points", "0024_refunds_of_the_city")]

    operations = [
        script("next_accounts", only("lean_guards", "points_expire_after") + drop("proname = 'points_next_accounts'"))
    ]
