"""What a request can ask of those who join, in the words of the database: no condition without its reason."""

from django.db import models
from django.db.models import F, Q

CONDITIONS = [
    models.CheckConstraint(name="request_kind_is_known", condition=Q(kind__in=["fixed", "flexible", "open_ended"])),
    models.CheckConstraint(
        name="request_widens_to_somebody_on_a_day",
        condition=Q(widens_at__isnull=True, widens_to="")
        | (Q(widens_at__isnull=False) & Q(widens_to__in=["everyone", "district", "members", "city_employees"])),
    ),
    models.CheckConstraint(name="request_widens_to_others", condition=Q(widens_to="") | ~Q(widens_to=F("audience"))),
    models.CheckConstraint(
        name="request_widening_to_a_district_names_it", condition=~Q(widens_to="district") | Q(district__isnull=False)
    ),
    models.CheckConstraint(
        name="request_ages_in_order",
        condition=Q(minimum_age__isnull=True) | Q(maximum_age__isnull=True) | Q(maximum_age__gte=F("minimum_age")),
    ),
    models.CheckConstraint(
        name="request_age_has_a_reason",
        condition=Q(minimum_age__isnull=True, maximum_age__isnull=True) | ~Q(age_reason=""),
    ),
    models.CheckConstraint(
        name="request_guardian_has_a_reason",
        condition=Q(guardian="") | (Q(guardian="accompanied") & ~Q(guardian_reason="")),
    ),
    models.CheckConstraint(
        name="request_certificate_has_a_reason", condition=Q(certificate="") | ~Q(certificate_reason="")
    ),
    models.CheckConstraint(
        name="request_certified_skill_is_named", condition=Q(certificate_skill__isnull=True) | ~Q(certificate="")
    ),
    models.CheckConstraint(
        name="request_insurance_has_a_reason",
        condition=Q(insurance="") | Q(insurance="organisation") | (Q(insurance="own") & ~Q(insurance_reason="")),
    ),
    models.CheckConstraint(
        name="request_gender_is_lawful_and_has_a_reason",
        condition=Q(gender="")
        | (Q(gender__in=["women", "men"], gender_basis__in=["care", "rooms", "support"]) & ~Q(gender_reason="")),
    ),
]
