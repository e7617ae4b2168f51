from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from points import models

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:
    Base = admin.ModelAdmin  # generic for the type checker only


class ReadOnlyAdmin(Base):
    """Shows rows and changes none: points move only through the ledger's functions."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """This function will refuse to add."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401 - Django's own
        """This function will refuse to change."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401 - Django's own
        """This function will refuse to delete."""
        return False


@admin.register(models.Posting)
class PostingAdmin(ReadOnlyAdmin):
    """The ledger's lines, the newest first."""

    list_display = ("code", "kind", "amount", "rule_code", "source_kind", "source_code", "actor_code", "at")
    list_filter = ("kind", "rule_code")
    search_fields = ("code", "source_code", "key")
    ordering = ("-id",)


@admin.register(models.Account)
class AccountAdmin(ReadOnlyAdmin):
    """The accounts."""

    list_display = ("owner_code", "kind", "scope", "balance", "held", "version")
    list_filter = ("kind", "scope")
    search_fields = ("owner_code",)
    ordering = ("id",)


@admin.register(models.Rule)
class RuleAdmin(ReadOnlyAdmin):
    """The rules and their versions."""

    list_display = ("code", "version", "name", "starts_on", "ends_on", "published_at", "provisional")
    ordering = ("code", "-version")


@admin.register(models.Perk)
class PerkAdmin(ReadOnlyAdmin):
    """The perks."""

    list_display = ("code", "name", "kind", "price", "stock", "taken", "starts_on", "ends_on")
    ordering = ("position", "code")


@admin.register(models.Voucher)
class VoucherAdmin(ReadOnlyAdmin):
    """The vouchers, without what lets somebody use one."""

    list_display = ("code", "perk", "state", "ordered_at", "valid_until", "ended_at", "place_name")
    list_filter = ("state", "kind")
    exclude = ("secret", "short_code")
    search_fields = ("code", "person_code")
    ordering = ("-ordered_at", "-id")
