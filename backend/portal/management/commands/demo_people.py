from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from backend.accounts import models
from backend.portal.management.commands._demo import people


class Command(BaseCommand):
    """Tells as whom one can sign in to the demo."""

    help = "デモで使える人と、共通のパスワードを表示します。"

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's
        """This function will print the people that are loaded."""
        emails = [person.email for person in people.PEOPLE]
        loaded = set(models.User.objects.filter(email__in=emails).values_list("email", flat=True))
        if not loaded:
            self.stdout.write("デモの人はまだいません。先に manage.py load_demo を実行してください。")
            return
        self.stdout.write(f"{settings.SITE_URL}/accounts/login/")
        self.stdout.write(f"パスワードは全員「{people.PASSWORD}」です。")
        for person in people.PEOPLE:
            if person.email in loaded:
                self.stdout.write(f"  {person.email:<28} {person.name}　{person.note}")
