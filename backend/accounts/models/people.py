import functools
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from backend.accounts import enums
from backend.accounts.models.places import District
from backend.common import codes

user_code = functools.partial(codes.new, "u")


class UserManager(BaseUserManager["User"]):
    """Makes users; an e-mail address is kept in lower case."""

    def create_user(self, email: str | None, password: str | None = None, **fields: Any) -> "User":  # noqa: ANN401
        """This function will make a person; without a password they sign in by an e-mailed code or not at all."""
        user = self.model(email=email.lower() if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields: Any) -> "User":  # noqa: ANN401
        """This function will make a technical administrator for the read-only admin pages."""
        return self.create_user(email, password, is_superuser=True, is_staff=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """This function will find a person by e-mail address, in any case of letters."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person with one account for rooms, volunteers and points.

    Somebody whom a desk serves may have no e-mail address. `code` is public; name, date of birth and phone are
    personal data, and every look at them by somebody else is recorded.
    """

    code = models.CharField(max_length=16, unique=True, default=user_code, editable=False)
    email = models.EmailField(unique=True, null=True, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=60, blank=True)
    furigana = models.CharField(max_length=80, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT)
    lives_in_city = models.BooleanField(default=False)
    works_in_city = models.BooleanField(default=False)
    studies_in_city = models.BooleanField(default=False)
    language = models.CharField(max_length=2, choices=enums.Language.choices, default=enums.Language.JA)
    identity_confirmed_at = models.DateTimeField(null=True, blank=True)
    identity_confirmed_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="user_email_once_in_any_case"),
            models.CheckConstraint(
                name="user_identity_confirmed_by_somebody",
                condition=models.Q(identity_confirmed_at__isnull=True, identity_confirmed_by__isnull=True)
                | models.Q(identity_confirmed_at__isnull=False, identity_confirmed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def display_name(self) -> str:
        """This function will give the name, or words for somebody who has not told it yet."""
        return self.name or "お名前未登録の方"

    @property
    def belongs_to_city(self) -> bool:
        """This function will tell whether the person lives, works or studies in the city."""
        return self.lives_in_city or self.works_in_city or self.studies_in_city

    @property
    def is_identity_confirmed(self) -> bool:
        """This function will tell whether a desk has seen proof of who the person is."""
        return self.identity_confirmed_at is not None

    def age_on(self, day: date) -> int | None:
        """This function will give the age in years on a date, or None without a date of birth."""
        born = self.date_of_birth
        if born is None:
            return None
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class StaffRole(models.Model):
    """A role of a person at one center (`center_code`) or, with an empty code, for the whole municipality."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="staff_roles")
    kind = models.CharField(max_length=20, choices=enums.StaffKind.choices)
    center_code = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "kind", "center_code"], name="staff_role_once"),
            models.CheckConstraint(
                name="staff_role_is_bound",
                condition=(models.Q(kind="center_staff") & ~models.Q(center_code=""))
                | (models.Q(kind__in=["city_employee", "city_official", "administrator"]) & models.Q(center_code="")),
            ),
        ]


class CenterContact(models.Model):
    """Why a center's desk may see a person: they had to do with the center in this way, first at this time."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="center_contacts")
    center_code = models.CharField(max_length=40)
    origin = models.CharField(max_length=10, choices=enums.ContactOrigin.choices)
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "center_code"], name="center_contact_once"),
        ]
