"""Technical pages that show and change nothing. Bookings are not here: every look at people is recorded elsewhere."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from bookings import models

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:
    Base = admin.ModelAdmin  # generic for the type checker only


class ReadOnlyAdmin(Base):
    """Shows rows and changes none: places, calendars and rules change through actions, which are audited."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """This function will refuse to add."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401 - Django's own
        """This function will refuse to change."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401 - Django's own
        """This function will refuse to delete."""
        return False


@admin.register(models.Center)
class CenterAdmin(ReadOnlyAdmin):
    """The centers."""

    list_display = ("code", "name", "booking_mode", "is_provisional")
    list_filter = ("booking_mode", "is_provisional")
    search_fields = ("code", "name", "kana")
    ordering = ("position", "code")


@admin.register(models.Room)
class RoomAdmin(ReadOnlyAdmin):
    """The rooms."""

    list_display = ("code", "name", "center", "capacity", "fee_yen", "is_active")
    list_select_related = ("center",)
    search_fields = ("code", "name")
    ordering = ("center__position", "position", "code")


@admin.register(models.UsageRules)
class UsageRulesAdmin(ReadOnlyAdmin):
    """The versions of usage rules, the newest first."""

    list_display = ("code", "center", "room", "valid", "published_at")
    list_select_related = ("center", "room")
    ordering = ("-id",)
