from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0019_consents_of_a_time")]

    operations = [
        migrations.RunSQL(
            (SQL / "consent_time_guards.sql").read_text(encoding="utf-8"),
            (SQL / "no_consent_time_guards.sql").read_text(encoding="utf-8"),
        ),
    ]
