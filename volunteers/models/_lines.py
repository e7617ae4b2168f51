"""What a request says of its waiting list, in the words of the database."""

from django.db import models
from django.db.models import Q

LINES = [
    models.CheckConstraint(
        name="request_line_order_is_known", condition=Q(line_order__in=["arrival", "fewer", "members", "district"])
    ),
    models.CheckConstraint(
        name="request_line_order_by_district_names_it",
        condition=~Q(line_order="district") | Q(district__isnull=False),
    ),
    models.CheckConstraint(
        name="request_answer_times_within_two_weeks",
        condition=Q(answer_hours__gte=1, answer_hours__lte=336, cutoff_hours__gte=0, cutoff_hours__lte=336),
    ),
]
