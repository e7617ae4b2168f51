from django.db import migrations

from points.migrations._sql import script


class Migration(migrations.Migration):
    """A function that takes from a role the right to write to the ledger other than through its functions."""

    dependencies = [("points", "0005_guards_of_vouchers")]

    operations = [script("roles", "DROP FUNCTION points_restrict")]
