from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("bookings", "0008_user_classes_go_to_accounts")]

    operations = [migrations.DeleteModel(name="UserClass")]
