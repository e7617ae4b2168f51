from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0021_quote_consents")]

    operations = [
        migrations.RunSQL(
            (SQL / "quote_consent_guards.sql").read_text(encoding="utf-8"),
            (SQL / "no_quote_consent_guards.sql").read_text(encoding="utf-8"),
        ),
    ]
