"""People, their roles, groups and organisations for tests. Everybody is plainly fictitious (見本 …).

    UserFactory.create()                      a grown-up resident of the city, password PASSWORD
    UserFactory.create(signs_in=True)         with a verified address, to pass through the sign-in pages
    UserFactory.create(confirmed=True)        whose identity a desk has confirmed
    staff_of("kuji"), administrator(), city_employee()
    GroupFactory.create(representative=user)  approved; a member row for the representative
    OrganisationFactory.create(manager=user)  approved; a member row for the manager

Call `.create(…)`, which is typed; `Factory(…)` is the same to Python and untyped to mypy.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import factory
from allauth.account.models import EmailAddress

from backend.accounts import actions, enums, models
from backend.common import clock

PASSWORD = "mihon-no-aikotoba-42"
NOW = datetime(2026, 5, 1, 3, 0, tzinfo=UTC)


class MunicipalityFactory(factory.django.DjangoModelFactory[models.Municipality]):
    """The city; there is one unless another code is given."""

    class Meta:
        model = models.Municipality
        django_get_or_create = ("code",)

    code = "082023"
    name = "見本市"


class DistrictFactory(factory.django.DjangoModelFactory[models.District]):
    """A district; a known `code` finds the existing one."""

    class Meta:
        model = models.District
        django_get_or_create = ("code",)

    municipality = factory.SubFactory(MunicipalityFactory)
    code = factory.Sequence(lambda n: f"district-{n}")
    name = factory.Sequence(lambda n: f"見本地区{n}")
    position = factory.Sequence(lambda n: n % 30_000)


class EmailAddressFactory(factory.django.DjangoModelFactory[EmailAddress]):
    """An address that its owner has verified, as allauth keeps it."""

    class Meta:
        model = EmailAddress

    verified = True
    primary = True


class UserFactory(factory.django.DjangoModelFactory[models.User]):
    """A grown-up resident of the city; see the head of this module for its switches."""

    class Meta:
        model = models.User
        skip_postgeneration_save = True

    class Params:
        signs_in = factory.Trait(
            address=factory.RelatedFactory(
                EmailAddressFactory, factory_related_name="user", email=factory.SelfAttribute("user.email")
            )
        )
        confirmed = factory.Trait(
            identity_confirmed_at=NOW,
            identity_confirmed_by=factory.SubFactory("tests.factories.accounts.UserFactory"),
        )

    email = factory.Sequence(lambda n: f"mihon{n}@example.test")
    name = factory.Sequence(lambda n: f"見本 {n}子")
    furigana = "ミホン"
    date_of_birth = date(1980, 4, 2)
    district = factory.SubFactory(DistrictFactory)
    lives_in_city = True

    @classmethod
    def _create(cls, model_class: type[models.User], *_: Any, **fields: Any) -> models.User:  # noqa: ANN401
        password = fields.pop("password", PASSWORD)
        return model_class.objects.create_user(fields.pop("email", None), password, **fields)


class StaffRoleFactory(factory.django.DjangoModelFactory[models.StaffRole]):
    """A role; by default at the desk of the center `kuji`."""

    class Meta:
        model = models.StaffRole

    user = factory.SubFactory(UserFactory)
    kind = enums.StaffKind.CENTER_STAFF
    center_code = "kuji"


def staff_of(center_code: str) -> models.User:
    """This function will make somebody who works at the desk of a center."""
    return StaffRoleFactory.create(center_code=center_code).user


def city_official() -> models.User:
    """This function will make somebody of the city's section in charge."""
    return StaffRoleFactory.create(kind=enums.StaffKind.CITY_OFFICIAL, center_code="").user


def city_employee() -> models.User:
    """This function will make a city employee, who is no administrator."""
    return StaffRoleFactory.create(kind=enums.StaffKind.CITY_EMPLOYEE, center_code="").user


def administrator() -> models.User:
    """This function will make an administrator of the service."""
    return StaffRoleFactory.create(kind=enums.StaffKind.ADMINISTRATOR, center_code="").user


class GroupMemberFactory(factory.django.DjangoModelFactory[models.GroupMember]):
    """A member of a group with an account; `user=None, name=…` for somebody who is only on the list."""

    class Meta:
        model = models.GroupMember

    group = factory.SubFactory("tests.factories.accounts.GroupFactory", representative=None)
    user = factory.SubFactory(UserFactory)
    name = factory.LazyAttribute(lambda member: member.user.name if member.user else "見本 名簿")
    role = enums.GroupRole.MEMBER


class GroupFactory(factory.django.DjangoModelFactory[models.Group]):
    """A group approved by the desk of `kuji`; `pending=True` for one that waits."""

    class Meta:
        model = models.Group
        skip_postgeneration_save = True

    class Params:
        pending = factory.Trait(status=enums.ReviewStatus.PENDING, reviewed_by=None, reviewed_at=None)

    name = factory.Sequence(lambda n: f"見本体操会{n}")
    kana = "ミホンタイソウカイ"
    purpose = "健康体操"
    center_code = "kuji"
    status = enums.ReviewStatus.APPROVED
    reviewed_by = factory.SubFactory(UserFactory)
    reviewed_at = NOW

    @factory.post_generation  # type: ignore[untyped-decorator]
    def representative(self: models.Group, create: bool, user: models.User | None, **_: object) -> None:
        """This hook will put the given person on the list as the representative."""
        if user is not None:
            GroupMemberFactory.create(group=self, user=user, role=enums.GroupRole.REPRESENTATIVE)

    @factory.post_generation  # type: ignore[untyped-decorator]
    def application(self: models.Group, create: bool, given: object, **_: object) -> None:
        """This hook will apply for a group that waits."""
        if self.status == enums.GroupStatus.PENDING:
            GroupRegistrationFactory.create(group=self)


class GroupRegistrationFactory(factory.django.DjangoModelFactory[models.GroupRegistration]):
    """An application that waits for the desk; until the end of the fiscal year of NOW."""

    class Meta:
        model = models.GroupRegistration

    group = factory.SubFactory(GroupFactory)
    valid_until = date(2027, 3, 31)
    member_count = 1
    submitted_by = factory.SubFactory(UserFactory)
    submitted_at = NOW


class UserClassFactory(factory.django.DjangoModelFactory[models.UserClass]):
    """A class of users of the city; a known `code` finds the existing one."""

    class Meta:
        model = models.UserClass
        django_get_or_create = ("municipality", "code")

    municipality = factory.SubFactory(MunicipalityFactory)
    code = "registered-group"
    name = "登録団体"


class OrganisationMemberFactory(factory.django.DjangoModelFactory[models.OrganisationMember]):
    """Somebody in an organisation; by default its manager."""

    class Meta:
        model = models.OrganisationMember

    organisation = factory.SubFactory("tests.factories.accounts.OrganisationFactory")
    user = factory.SubFactory(UserFactory)
    role = enums.OrganisationRole.MANAGER


class OrganisationFactory(factory.django.DjangoModelFactory[models.Organisation]):
    """A community association that the city has approved; `pending=True` for one that waits."""

    class Meta:
        model = models.Organisation
        skip_postgeneration_save = True

    class Params:
        pending = factory.Trait(status=enums.ReviewStatus.PENDING, reviewed_by=None, reviewed_at=None)

    name = factory.Sequence(lambda n: f"見本地区コミュニティ推進会{n}")
    kind = enums.OrganisationKind.COMMUNITY
    status = enums.ReviewStatus.APPROVED
    reviewed_by = factory.SubFactory(UserFactory)
    reviewed_at = NOW

    @factory.post_generation  # type: ignore[untyped-decorator]
    def manager(self: models.Organisation, create: bool, user: models.User | None, **_: object) -> None:
        """This hook will make the given person the manager."""
        if user is not None:
            OrganisationMemberFactory.create(organisation=self, user=user)


class ApiTokenFactory(factory.django.DjangoModelFactory[models.ApiToken]):
    """A living token; `bearer(person, *scopes)` gives a header at once."""

    class Meta:
        model = models.ApiToken

    user = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"見本のトークン{n}")
    digest = factory.Sequence(lambda n: actions.digest_of(f"tsu_mihon-{n}"))
    hint = "tsu_miho"
    scopes = factory.LazyFunction(lambda: [enums.Scope.PROFILE_READ.value])
    created_at = factory.LazyFunction(clock.now)
    expires_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=90))


def bearer(person: models.User, *scopes: str) -> dict[str, str]:
    """This function will give the header of an API call by a person's fresh token with some scopes."""
    issued = actions.issue_token(by=person, name="見本のトークン", scopes=scopes, days=30, now=clock.now())
    return {"Authorization": f"Bearer {issued.secret}"}
