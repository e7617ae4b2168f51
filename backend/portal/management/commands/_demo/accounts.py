from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.db import transaction

from backend.accounts import enums, models
from backend.common import clock
from backend.portal.management.commands._demo import people


@transaction.atomic
def load(now: datetime) -> None:
    """This function will make the city, its districts, the people, a group and four organisations."""
    if models.Municipality.objects.filter(code=people.MUNICIPALITY).exists():
        return
    city = models.Municipality.objects.create(code=people.MUNICIPALITY, name="日立市", name_en="Hitachi City")
    districts = {
        code: models.District.objects.create(
            municipality=city, code=code, name=name, position=position, center_code=code
        )
        for position, (code, name) in enumerate(people.DISTRICTS.items())
    }
    made = {person: _person(person, districts, now) for person in people.PEOPLE}
    administrator = made[people.ADMINISTRATOR]
    _confirm(list(made.values()), administrator, now)
    _group(made, now)
    _organisation(people.COMMUNITY, enums.OrganisationKind.COMMUNITY, made[people.ORGANISER], administrator, now)
    _organisation(people.CHARITY, enums.OrganisationKind.NPO, made[people.NPO], administrator, now)
    welfare = enums.OrganisationKind.WELFARE_COUNCIL
    _organisation(people.WELFARE, welfare, made[people.COORDINATOR], administrator, now)
    _organisation(people.STORE, enums.OrganisationKind.SHOP, made[people.SHOP], administrator, now)


def _person(person: people.Person, districts: dict[str, models.District], now: datetime) -> models.User:
    user = models.User.objects.create_user(
        person.email,
        people.PASSWORD,
        name=person.name,
        furigana=person.furigana,
        date_of_birth=person.born or date(clock.date_of(now).year - 14, 12, 31),
        district=districts[person.district],
        lives_in_city=person.lives_in_city,
        works_in_city=person.works_in_city,
    )
    EmailAddress.objects.create(user=user, email=person.email, verified=True, primary=True)
    if person.role:
        kind, center_code = person.role
        models.StaffRole.objects.create(user=user, kind=kind, center_code=center_code)
    return user


def _confirm(users: list[models.User], by: models.User, now: datetime) -> None:
    models.User.objects.filter(pk__in=[user.pk for user in users]).update(
        identity_confirmed_at=now, identity_confirmed_by=by
    )


def _group(made: dict[people.Person, models.User], now: datetime) -> None:
    group = models.Group.objects.create(
        name=people.GROUP,
        kana="ミホンショドウカイ",
        purpose="書道の練習",
        center_code="kuji",
        user_class="registered-group",
        status=enums.ReviewStatus.APPROVED,
        reviewed_by=made[people.DESK],
        reviewed_at=now,
    )
    for person, role in (
        (people.LEADER, enums.GroupRole.REPRESENTATIVE),
        (people.RESIDENT, enums.GroupRole.DEPUTY),
        (people.NEIGHBOUR, enums.GroupRole.MEMBER),
    ):
        group.members.create(user=made[person], name=person.name, furigana=person.furigana, role=role)


def _organisation(
    name: str, kind: enums.OrganisationKind, manager: models.User, by: models.User, now: datetime
) -> None:
    organisation = models.Organisation.objects.create(
        name=name,
        kind=kind,
        district=manager.district,
        about="デモのための架空の団体です。",
        status=enums.ReviewStatus.APPROVED,
        reviewed_by=by,
        reviewed_at=now,
    )
    organisation.members.create(user=manager, role=enums.OrganisationRole.MANAGER)
