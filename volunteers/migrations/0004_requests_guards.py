from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0003_requests_kinds_conditions_changes")]

    operations = [
        migrations.RunSQL(
            (SQL / "call_off_guards.sql").read_text(encoding="utf-8"),
            (SQL / "no_call_off_guards.sql").read_text(encoding="utf-8"),
        ),
    ]
