"""The audit log cannot be changed by anybody who speaks SQL as the service does, and a look leaves a line."""

import pytest
from django.db import IntegrityError, connection, transaction

from backend.common import audit, models
from tests.factories import accounts

ATTACKS = [
    "UPDATE common_auditentry SET actor_code = 'u-INNOCENT'",
    "DELETE FROM common_auditentry",
    "TRUNCATE common_auditentry",
    "TRUNCATE common_auditentry CASCADE",
    "WITH gone AS (DELETE FROM common_auditentry RETURNING 1) SELECT count(*) FROM gone",
    "MERGE INTO common_auditentry t USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
]


@pytest.fixture
def line(db: None) -> models.AuditEntry:
    audit.record("accounts.profile_changed", by=None, subject="u-1", now=accounts.NOW)
    return models.AuditEntry.objects.get()


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_log_refuses_every_change(line: models.AuditEntry, attack: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)
    assert list(models.AuditEntry.objects.values_list("pk", "actor_code")) == [(line.pk, "")]


def test_the_log_refuses_a_change_through_the_model(line: models.AuditEntry) -> None:
    line.actor_code = "u-INNOCENT"
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        line.delete()
    assert models.AuditEntry.objects.get().actor_code == ""


@pytest.mark.django_db
def test_a_look_at_another_leaves_a_line_and_a_look_at_oneself_none() -> None:
    staff, resident = accounts.staff_of("kuji"), accounts.UserFactory.create()
    audit.look("accounts.person", by=staff, about=resident, center_code="kuji", now=accounts.NOW)
    audit.look("accounts.person", by=staff, about=staff, now=accounts.NOW)
    kept = models.AuditEntry.objects.values_list("kind", "action", "actor_code", "about_code", "center_code", "at")
    assert list(kept) == [("look", "accounts.person", staff.code, resident.code, "kuji", accounts.NOW)]


@pytest.mark.django_db
def test_one_look_at_several_leaves_a_line_each_without_the_onlooker() -> None:
    staff, people = accounts.staff_of("kuji"), accounts.UserFactory.create_batch(2)
    audit.looks("volunteers.roster", by=staff, abouts=[*people, staff], now=accounts.NOW)
    seen = models.AuditEntry.objects.order_by("pk").values_list("about_code", flat=True)
    assert list(seen) == [person.code for person in people]


@pytest.mark.django_db
def test_a_line_goes_with_the_transaction_that_it_tells_of() -> None:
    with transaction.atomic():
        audit.record("accounts.profile_changed", by=None, subject="u-1")
        transaction.set_rollback(True)
    assert not models.AuditEntry.objects.exists()
