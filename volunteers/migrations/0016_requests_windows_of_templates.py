from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# A sheet has as many windows as somebody needs; templates kept one.


def several(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for template in apps.get_model("volunteers", "RequestTemplate").objects.filter(sheet__has_key="window"):
        window = template.sheet.pop("window")
        template.sheet["windows"] = [window] if window else []
        template.save(update_fields=["sheet"])


def one(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for template in apps.get_model("volunteers", "RequestTemplate").objects.filter(sheet__has_key="windows"):
        windows = template.sheet.pop("windows")
        template.sheet["window"] = windows[0] if windows else {}
        template.save(update_fields=["sheet"])


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0015_offers_party_guards")]

    operations = [migrations.RunPython(several, one)]
