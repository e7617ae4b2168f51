from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0022_quote_consent_guards")]

    operations = [
        migrations.AlterField(
            model_name="assignment",
            name="stated",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("adult", "18歳以上です"),
                        ("guardian", "保護者と一緒に参加します"),
                        ("certificate", "必要な資格・免許を持っています"),
                        ("insurance", "ボランティア活動保険に加入しています（活動の日までに加入します）"),
                        ("gender", "性別の条件にあてはまります"),
                    ],
                    max_length=12,
                ),
                blank=True,
                default=list,
                size=None,
            ),
        ),
        migrations.RunSQL(
            (SQL / "untold_age_guards.sql").read_text(encoding="utf-8"),
            (SQL / "consent_time_guards.sql").read_text(encoding="utf-8"),
        ),
    ]
