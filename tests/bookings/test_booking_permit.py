import io

import pypdf
import pytest
from django.conf import settings
from django.test import Client

from bookings import actions
from bookings.queries import papers
from bookings.serializers import permits
from tests.bookings import paper_flow as flow
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory, staff_of
from tests.support import pdf
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def permit(client: Client, code: str) -> bytes:
    answer = client.get(f"/bookings/{code}/permit/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return answer.content


def text_of(source: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(source)).pages).replace("\n", "")


def test_a_permit_says_who_where_when_and_under_which_conditions(client: PageClient) -> None:
    booking = flow.permitted()
    client.force_login(make.person_of(booking))
    text = text_of(permit(client, booking.code))
    said = [booking.code, make.person_of(booking).name, booking.room.name, "2026年5月13日(水)", "午前（9:00〜12:00）"]
    said += ["300円", "始まりから15分までに受け付けてください。", "電話 0294-00-0000", "2026年5月13日(水)まで"]
    assert [word for word in said if word not in text] == []


def test_its_qr_code_leads_to_its_verification(client: PageClient) -> None:
    booking = flow.permitted()
    client.force_login(make.person_of(booking))
    address = pdf.qr_code(permit(client, booking.code))
    assert address == f"{settings.SITE_URL}/permits/{papers.permit(booking).token}/"
    client.logout()
    shown = client.get(address.removeprefix(settings.SITE_URL))
    assert ("この許可書は有効です" in shown.content.decode(), shown.status_code) == (True, 200)


def test_who_verifies_reads_no_name_and_no_purpose(client: PageClient) -> None:
    booking = flow.permitted(purpose="見本の秘密の集まり")
    shown = client.get(f"/permits/{papers.permit(booking).token}/").content.decode()
    assert booking.room.name in shown
    assert [word for word in (make.person_of(booking).name, booking.purpose) if word in shown] == []


def test_a_permit_of_what_was_cancelled_holds_no_more(client: PageClient) -> None:
    booking = flow.permitted()
    token = papers.permit(booking).token
    actions.cancel_booking(booking, by=make.person_of(booking), now=make.NOW)
    assert "この許可書は使えません" in client.get(f"/permits/{token}/").content.decode()


def test_the_desk_that_reads_it_gets_to_the_check_in(client: PageClient) -> None:
    booking = flow.permitted()
    client.force_login(staff_of(booking.center.code))
    answer = client.get(f"/permits/{papers.permit(booking).token}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/bookings/{booking.code}/check-in/")


def test_a_code_that_nobody_signed_is_not_found(client: PageClient) -> None:
    booking = flow.permitted()
    assert client.get(f"/permits/{booking.code}/").status_code == 404
    assert client.get(f"/permits/{papers.permit(booking).token[:-1]}x/").status_code == 404


def test_a_tentative_booking_has_no_permit(client: PageClient) -> None:
    booking = flow.tentative()
    client.force_login(make.person_of(booking))
    assert client.get(f"/bookings/{booking.code}/permit/").status_code == 409


def test_nobody_gets_the_permit_of_another(client: PageClient) -> None:
    booking = flow.permitted()
    client.force_login(UserFactory.create())
    assert client.get(f"/bookings/{booking.code}/permit/").status_code == 404


def test_a_name_with_a_rare_kanji_is_told_on_the_permit(client: PageClient) -> None:
    booking = flow.permitted(by=UserFactory.create(name="𠮷田 花子"))
    client.force_login(make.person_of(booking))
    text = text_of(permit(client, booking.code))
    assert ("〓田 花子 様" in text, "U+20BB7" in text) == (True, True)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"fee_yen": None}, "窓口でお伝えします"),
        ({"fee_yen": 0}, "無料"),
        ({"fee_yen": 300}, "300円"),
        ({"fee_yen": 300, "discount_yen": 100}, "200円（施設優待券で 100円引き）"),
        ({"fee_yen": 150, "user_class": "registered-group"}, "150円（減免あり。減免の前は 300円）"),
        ({"fee_yen": 0, "user_class": "registered-group"}, "無料（減免あり。減免の前は 300円）"),
    ],
)
def test_the_fee_is_told_with_what_is_taken_off_it(fields: dict[str, object], words: str) -> None:
    booking = flow.tentative()
    for name, value in fields.items():
        setattr(booking, name, value)
    assert permits.fee_text(booking) == words


def test_without_a_rule_for_check_in_the_permit_names_no_time_for_it(client: PageClient) -> None:
    booking = flow.permitted(flow.room(check_in=None))
    client.force_login(make.person_of(booking))
    assert "受け付け" not in text_of(permit(client, booking.code))
