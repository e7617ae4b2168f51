import pytest
from django.db import DatabaseError, transaction

from backend.common import models as common
from bookings import actions, errors, models
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory, staff_of
from tests.support import pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
TEXT = "鍵を2本わたした"


@pytest.fixture
def booking() -> models.Booking:
    return make.BookingFactory.create(room=make.RoomFactory.create(center__code="kuji"))


def test_a_desk_writes_a_note_and_reads_it_on_its_screen(client: PageClient, booking: models.Booking) -> None:
    staff = staff_of("kuji")
    client.force_login(staff)
    url = f"/bookings/{booking.code}/desk-notes/"
    assert client.post(url, {"text": f" {TEXT} "})["Location"] == url
    note = models.DeskNote.objects.get()
    assert (note.text, note.by, note.at) == (TEXT, staff, make.NOW)
    assert TEXT in pages.words(client.get(url))
    assert TEXT in pages.words(client.get(f"/desk/centers/kuji/?date={make.DAY}"))
    assert common.AuditEntry.objects.filter(action="bookings.desk_note", subject_code=booking.code).count() == 1


def test_residents_never_see_a_note(client: PageClient, booking: models.Booking) -> None:
    actions.write_desk_note(booking, by=staff_of("kuji"), text=TEXT, now=make.NOW)
    client.force_login(make.person_of(booking))
    assert client.get(f"/bookings/{booking.code}/desk-notes/").status_code == 404
    shown = client.get(f"/bookings/{booking.code}/")
    assert TEXT not in shown.content.decode()
    assert "窓口だけに見えるもの" not in shown.content.decode()


def test_a_note_that_says_nothing_is_refused(client: PageClient, booking: models.Booking) -> None:
    client.force_login(staff_of("kuji"))
    assert client.post(f"/bookings/{booking.code}/desk-notes/", {"text": "　 "}).status_code == 422
    with pytest.raises(errors.DeskNoteEmpty):
        actions.write_desk_note(booking, by=UserFactory.create(), text=" ", now=make.NOW)


@pytest.mark.parametrize("how", ["update", "delete"])
def test_the_database_lets_nobody_rewrite_a_note(booking: models.Booking, how: str) -> None:
    note = actions.write_desk_note(booking, by=staff_of("kuji"), text=TEXT, now=make.NOW)
    rows = models.DeskNote.objects.filter(pk=note.pk)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(text="別のこと") if how == "update" else rows.delete()
    assert models.DeskNote.objects.get().text == TEXT
