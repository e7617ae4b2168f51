from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    """Of every party it is said that the guardians of minors among its people consent (requirement B11)."""

    dependencies = [("volunteers", "0025_quote_consents_three_ways")]

    operations = [
        migrations.RunSQL(
            (SQL / "party_minors_guards.sql").read_text(encoding="utf-8"),
            (SQL / "no_party_minors_guards.sql").read_text(encoding="utf-8"),
        ),
    ]
