import functools
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower

from backend.accounts import enums
from backend.common import codes

user_code = functools.partial(codes.new, "u")
group_code = functools.partial(codes.new, "g")
organisation_code = functools.partial(codes.new, "o")
token_code = functools.partial(codes.new, "t")


class Municipality(models.Model):
    """A city that runs the service (市、自治体); `code` is its six-digit public code as text."""

    code = models.CharField(max_length=6, unique=True)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="municipality_code_is_six_digits", condition=models.Q(code__regex=r"^[0-9]{6}$")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class District(models.Model):
    """A school district (学区・地区) of a municipality; `center_code` names the center that serves it, if known."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT)
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    kana = models.CharField(max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    center_code = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.name


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
                | (models.Q(kind__in=["city_employee", "administrator"]) & models.Q(center_code="")),
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


class Group(models.Model):
    """A group that books rooms (登録団体), approved by the desk of one center; `user_class` sets its tier."""

    code = models.CharField(max_length=16, unique=True, default=group_code, editable=False)
    name = models.CharField(max_length=80)
    kana = models.CharField(max_length=120, blank=True)
    purpose = models.CharField(max_length=200, blank=True)
    center_code = models.CharField(max_length=40)
    user_class = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=10, choices=enums.ReviewStatus.choices, default=enums.ReviewStatus.PENDING)
    reviewed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.CharField(max_length=200, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["center_code", "name"], name="group_name_once_per_center"),
            models.CheckConstraint(
                name="group_reviewed_by_somebody",
                condition=models.Q(status="pending") | models.Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_approved(self) -> bool:
        """This function will tell whether a desk has approved the group."""
        return self.status == enums.ReviewStatus.APPROVED


class GroupMember(models.Model):
    """A member of a group: somebody with an account, or only a name on the list."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="group_memberships")
    name = models.CharField(max_length=60)
    furigana = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=20, choices=enums.GroupRole.choices, default=enums.GroupRole.MEMBER)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group"],
                condition=models.Q(role="representative"),
                name="group_has_one_representative",
            ),
            models.UniqueConstraint(fields=["group", "user"], name="group_member_once"),
            models.CheckConstraint(
                name="group_representative_has_an_account",
                condition=models.Q(role="member") | models.Q(user__isnull=False),
            ),
        ]


class Organisation(models.Model):
    """A body that posts requests or takes vouchers: a community association, an NPO, a shop, …"""

    code = models.CharField(max_length=16, unique=True, default=organisation_code, editable=False)
    name = models.CharField(max_length=80)
    kana = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=20, choices=enums.OrganisationKind.choices)
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT)
    about = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=enums.ReviewStatus.choices, default=enums.ReviewStatus.PENDING)
    reviewed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name"], name="organisation_name_once"),
            models.CheckConstraint(
                name="organisation_reviewed_by_somebody",
                condition=models.Q(status="pending") | models.Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_approved(self) -> bool:
        """This function will tell whether the city has approved the organisation."""
        return self.status == enums.ReviewStatus.APPROVED


class OrganisationMember(models.Model):
    """A person's role in an organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="organisation_memberships")
    role = models.CharField(
        max_length=10, choices=enums.OrganisationRole.choices, default=enums.OrganisationRole.MEMBER
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "user"], name="organisation_member_once"),
        ]


class ApiToken(models.Model):
    """A personal token for the API. Only its SHA-256 is kept, and `hint`, its first letters, to know it by."""

    code = models.CharField(max_length=16, unique=True, default=token_code, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=60)
    hint = models.CharField(max_length=12, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=40, choices=enums.Scope.choices))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="api_token_expires_later", condition=models.Q(expires_at__gt=models.F("created_at"))
            ),
            models.CheckConstraint(name="api_token_allows_something", condition=~models.Q(scopes=[])),
        ]

    @property
    def allowed(self) -> list[str]:
        """This function will say in words what the token allows."""
        return [enums.Scope(scope).label for scope in self.scopes]
