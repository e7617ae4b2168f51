import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Room for the account that an award by a rule comes from."""

    dependencies = [("points", "0006_a_role_that_only_calls")]

    operations = [
        migrations.AddField(
            model_name="rule",
            name="issuer",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="points.account",
            ),
        ),
    ]
