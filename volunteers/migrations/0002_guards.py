from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0001_requests_and_places")]

    operations = [
        migrations.RunSQL(
            (SQL / "guards.sql").read_text(encoding="utf-8"),
            (SQL / "no_guards.sql").read_text(encoding="utf-8"),
        ),
    ]
