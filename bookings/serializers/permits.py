"""The permit (利用許可書) on paper."""

from datetime import datetime

from backend.common import clock, paper
from bookings import models, rules
from bookings.queries import papers


def pdf(permit: papers.Permit, *, address: str) -> bytes:
    """This function will draw a permit as PDF; `address` is what the QR code says: the page that verifies it."""
    booking = permit.booking
    center = booking.center
    sheet = paper.Paper(f"利用許可書 {booking.code}", author=center.name, subject=f"{center.name} {booking.room.name}")
    sheet.heading("利用許可書")
    sheet.paragraph("次のとおり、利用を許可します。当日は、この許可書か許可番号を窓口で見せてください。", size=11)
    sheet.facts(_facts(permit))
    sheet.qr(address, alt=f"許可番号 {booking.code} を確かめるQRコード。窓口の受け付けで読み取ります。")
    sheet.paragraph("QRコードを読み取ると、許可書が有効かどうかを誰でも確かめられます。名前は出ません。", size=9)
    if permit.conditions:
        sheet.heading("利用の条件（利用のきまり）", level=2)
        sheet.items(condition.text for condition in permit.conditions)
    sheet.heading("お問い合わせ", level=2)
    sheet.paragraph("　".join(filter(None, [center.name, center.address, _phone(center)])))
    return sheet.pdf()


def _facts(permit: papers.Permit) -> list[tuple[str, str]]:
    booking = permit.booking
    rows = [
        ("許可番号", booking.code),
        ("許可した日", rules.date_text(clock.date_of(permit.approved_at))),
        ("団体の名前", permit.group_name),
        ("利用する方", f"{permit.applicant} 様"),
        ("施設・部屋", f"{booking.center.name}　{booking.room.name}"),
        ("利用する日", rules.date_text(booking.date)),
        ("時間", f"{booking.periods_text}（{_time(booking.starts_at)}〜{_time(booking.ends_at)}）"),
        ("利用の目的", booking.purpose),
        ("人数", f"{booking.headcount}人"),
        ("使用料", fee_text(booking)),
        ("受け付け", _check_in_text(permit)),
        ("報告書の期限", permit.report_due),
    ]
    return [(name, value) for name, value in rows if value]


def _check_in_text(permit: papers.Permit) -> str:
    opens = permit.check_in_from
    return f"{rules.date_text(clock.date_of(opens))} {_time(opens)}から" if opens else ""


def fee_text(booking: models.Booking) -> str:
    """This function will tell the fee of a booking with what its class of users and its coupon take off it."""
    if booking.fee_yen is None or booking.to_pay_yen is None:
        return "窓口でお伝えします"
    usual = (booking.room.fee_yen or 0) * len(booking.period_codes)
    notes = []
    if booking.user_class and booking.fee_yen < usual:
        notes.append(f"減免あり。減免の前は {usual:,}円")
    if booking.discount_yen:
        notes.append(f"施設優待券で {booking.discount_yen:,}円引き")
    fee = f"{booking.to_pay_yen:,}円" if booking.to_pay_yen else "無料"
    return f"{fee}（{'、'.join(notes)}）" if notes else fee


def _phone(center: models.Center) -> str:
    return f"電話 {center.phone}" if center.phone else ""


def _time(instant: datetime) -> str:
    return f"{instant.astimezone(clock.TOKYO):%-H:%M}"
