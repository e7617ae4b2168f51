from django.db import migrations

COPY = """
INSERT INTO accounts_userclass (municipality_id, code, name, position, fee_percent)
SELECT municipality_id, code, name, position, 100 FROM bookings_userclass ORDER BY id;
"""
BACK = """
INSERT INTO bookings_userclass (municipality_id, code, name, position)
SELECT municipality_id, code, name, position FROM accounts_userclass ORDER BY id;
DELETE FROM accounts_userclass;
"""


class Migration(migrations.Migration):
    """The classes of users belong to the groups that are given one; everybody paid the whole fee until now."""

    dependencies = [("accounts", "0003_user_classes"), ("bookings", "0007_guards_of_offers")]

    operations = [migrations.RunSQL(COPY, BACK)]
