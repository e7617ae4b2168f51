from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The app of this folder."""

    name = "backend.accounts"
    label = "accounts"
