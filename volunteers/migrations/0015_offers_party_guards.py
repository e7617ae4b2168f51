from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0014_attendance_own_minutes")]

    operations = [
        migrations.RunSQL(
            (SQL / "party_guards.sql").read_text(encoding="utf-8"),
            (SQL / "no_party_guards.sql").read_text(encoding="utf-8"),
        ),
    ]
