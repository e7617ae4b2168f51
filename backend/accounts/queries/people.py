"""Reads of people and of who works where."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from backend.accounts import enums, models
from backend.accounts.queries.rows import numbered
from backend.common import directory, errors


def find_person(code: str) -> models.User | None:
    """This function will give the person with a code, if there is one."""
    return models.User.objects.select_related("district").filter(code=code).first() if code else None


def person(code: str) -> models.User:
    """This function will give the person with a code."""
    found = find_person(code)
    if found is None:
        raise errors.NotFound
    return found


@dataclass(frozen=True)
class Post:
    """A role with the name of its center, empty for the whole city."""

    pk: int
    user: models.User
    kind: str
    center_name: str

    @property
    def words(self) -> str:
        """This property gives the role as people call it."""
        return enums.StaffKind(self.kind).label


def posts_of(person: models.User) -> list[Post]:
    """This function will list the roles in which a person works for a center or the city."""
    return _posts(models.StaffRole.objects.filter(user=person).select_related("user"))


def posts() -> list[Post]:
    """This function will list who works where."""
    return _posts(models.StaffRole.objects.select_related("user"))


def _posts(roles: QuerySet[models.StaffRole]) -> list[Post]:
    ordered = list(roles.order_by("kind", "center_code", "user__furigana", "pk"))
    centers = directory.center_names() if ordered else {}
    return [Post(r.pk, r.user, r.kind, centers.get(r.center_code, r.center_code)) for r in ordered]


def staff_role(typed: str) -> models.StaffRole:
    """This function will give one role by the number that its form sends."""
    return numbered(models.StaffRole.objects.select_related("user"), typed)


def people_of_centers(center_codes: Iterable[str] | None) -> QuerySet[models.User]:
    """This function will list the own people of some centers, by furigana; None means everybody."""
    if center_codes is None:
        return models.User.objects.filter(is_active=True).order_by("furigana", "pk")
    wanted = list(center_codes)
    met = models.CenterContact.objects.filter(user=OuterRef("pk"), center_code__in=wanted)
    own = Q(Exists(met)) | Q(district__center_code__in=wanted)
    return models.User.objects.filter(own, is_active=True).order_by("furigana", "pk")


def search_people(center_codes: Iterable[str] | None, words: str) -> QuerySet[models.User]:
    """This function will list own people of some centers whose name, furigana or phone begins with or holds words."""
    found = Q(name__icontains=words) | Q(furigana__icontains=words) | Q(phone__contains=words)
    return people_of_centers(center_codes).filter(found)
