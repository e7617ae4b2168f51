"""Mails as people's programs make them: what was written anew is read, and nothing else."""

import base64
import time
from email.message import EmailMessage

import pytest

from volunteers import rules

HEAD = b"From: =?utf-8?b?6KaL5pys?= <mihon@example.test>\r\nMessage-ID: <1@example.test>\r\nMIME-Version: 1.0\r\n"
ABOVE = rules.inbound.ABOVE


def _mail(text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Message-ID"] = "mihon@example.test", "<1@example.test>"
    message.set_content(text)
    return message


def _read(text: str) -> str:
    return rules.inbound.read(_mail(text).as_bytes()).text


def test_the_words_of_a_plain_mail_are_read() -> None:
    mail = rules.inbound.read(_mail("はい、行きます。\n\n当日はよろしくお願いします。").as_bytes())
    assert mail.text == "はい、行きます。\n\n当日はよろしくお願いします。"
    assert (mail.sender, mail.is_automatic, mail.attachments) == ("mihon@example.test", False, 0)


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("iso-2022-jp", "駐車場はありますか。"),
        ("shift_jis", "①番の㈱見本です。"),
        ("euc-jp", "はい、あります。"),
        ("utf-8", "𠮷野さんへ😀"),
    ],
)
def test_each_charset_of_japanese_mails_is_read(charset: str, text: str) -> None:
    codec = {"shift_jis": "cp932"}.get(charset, charset)
    payload = base64.encodebytes(text.encode(codec))
    head = f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode()
    assert rules.inbound.read(HEAD + head + payload).text == text


def test_signs_that_programs_put_into_iso_2022_jp_against_the_standard_are_read() -> None:
    # ① is row 13, column 1, which JIS X 0208 leaves empty.
    payload = b"\x1b$B-!\x1b(B ban"
    head = b"Content-Type: text/plain; charset=ISO-2022-JP\r\n\r\n"
    assert rules.inbound.read(HEAD + head + payload).text == "① ban"


@pytest.mark.parametrize("charset", ["", "x-unknown", "us-ascii"])
def test_a_charset_that_is_missing_or_wrong_is_guessed(charset: str) -> None:
    head = f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode()
    assert rules.inbound.read(HEAD + head + "はい".encode("cp932")).text == "はい"
    assert rules.inbound.read(HEAD + head + "はい".encode()).text == "はい"


def test_quoted_printable_is_read() -> None:
    message = EmailMessage()
    message["From"] = "mihon@example.test"
    message.set_content("はい=行きます", cte="quoted-printable")
    assert rules.inbound.read(message.as_bytes()).text == "はい=行きます"


HTML = """<html><head><style>p {color: red}</style></head><body><p>はい、<b>行きます</b>。<br>車で行きます。</p>
<script>alert(1)</script>
<div class="gmail_quote">2026年5月8日 見本 &lt;m@example.test&gt;:<blockquote>前の文</blockquote></div>
</body></html>"""


def test_a_mail_of_html_alone_is_read_as_it_looks() -> None:
    message = EmailMessage()
    message["From"] = "mihon@example.test"
    message.set_content(HTML, subtype="html")
    assert rules.inbound.read(message.as_bytes()).text == "はい、行きます。\n車で行きます。"


def test_the_plain_text_is_preferred_to_the_same_in_html() -> None:
    message = _mail("はい、行きます。")
    message.add_alternative("<p>別の文</p>", subtype="html")
    mail = rules.inbound.read(message.as_bytes())
    assert (mail.text, mail.attachments) == ("はい、行きます。", 0)


QUOTES = [
    f"{ABOVE}\nこのメールに返信すると…",
    f"> {ABOVE}\n> 前の文",
    "2026年5月8日(金) 12:00 見本 花子 <mihon@example.test>:\n> 前の文",
    "2026年5月8日(金) 12:00 見本 花子\n<mihon@example.test>:\n> 前の文",
    "2026/05/08 12:00、見本さんのメール:\n> 前の文",
    "On Fri, May 8, 2026 at 12:00 PM Mihon <mihon@example.test> wrote:\n> 前の文",
    "-----Original Message-----\n前の文",
    "---------- Forwarded message ---------\n前の文",
    "________________________________\n差出人: 見本 <mihon@example.test>\n送信日時: 2026年5月8日\n宛先: 見本\n前の文",
    "From: 見本 <mihon@example.test>\nSent: Friday, May 8, 2026\nTo: 見本\nSubject: Re\n前の文",
    "> 前の文\n> もっと前の文",
    "＞前の文",
]


@pytest.mark.parametrize("quote", QUOTES)
def test_what_is_quoted_is_left_out(quote: str) -> None:
    assert _read(f"はい、行きます。\n\n{quote}\n").replace("_" * 32, "").strip() == "はい、行きます。"


def test_what_stands_between_quoted_lines_is_kept() -> None:
    assert _read("> 駐車場は？\nあります。\n> 何時から？\n9時です。") == "あります。\n9時です。"


@pytest.mark.parametrize(
    "signature",
    [
        "-- \n見本 花子\n090-1111-2222",
        "--\n見本 花子",
        "iPhoneから送信",
        "Sent from my iPhone",
        "＿＿\n---------------------\n見本 花子\n〒316-0000 見本市\nTEL: 0294-00-0000\n---------------------",
        "＝＝＝＝＝＝＝＝＝＝\n見本商店 見本花子\nmihon@example.test\n＝＝＝＝＝＝＝＝＝＝",
        "*-*-*-*-*-*\n************\n見本 花子\nhttps://example.test/\n************",
    ],
)
def test_a_signature_is_left_out(signature: str) -> None:
    own = _read(f"はい、行きます。\n\n{signature}")
    assert own.startswith("はい、行きます。")
    assert not any(sign in own for sign in ("見本", "1111", "0294", "送信", "Sent", "http", "@"))


@pytest.mark.parametrize(
    "text",
    [
        "持ち物は次のとおりです。\n----------\n軍手\n飲み物",
        "日時: 5月10日\n宛先: 見本海岸",
        "5月10日:\n9時に集まります。",
        "From 9:00 to 11:00 is fine.",
    ],
)
def test_what_only_looks_like_a_quote_or_a_signature_is_kept(text: str) -> None:
    assert _read(text) == text


def test_the_line_that_outlook_draws_above_a_quote_goes_with_it() -> None:
    quote = "差出人: 見本 <a@b.test>\n送信日時: 2026年5月8日\n件名: x\n\n前のことば"
    assert rules.inbound.written(f"了解しました。\n________________________________\n{quote}") == "了解しました。"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("行きます。\n\n見本　花子", "行きます。"),
        ("行きます。\n見本花子", "行きます。"),
        ("見本 花子と申します。\n行きます。", "見本 花子と申します。\n行きます。"),
        ("見本 花子", "見本 花子"),
        ("行きます。\n例示 次郎", "行きます。\n例示 次郎"),
    ],
)
def test_the_writers_name_alone_below_the_words_is_a_signature(text: str, left: str) -> None:
    assert rules.inbound.unsigned(text, name="見本 花子") == left


def test_attachments_are_counted_and_not_read() -> None:
    message = _mail("写真を送ります。")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="写真.png")
    message.add_attachment("名簿", subtype="csv", filename="名簿.csv")
    mail = rules.inbound.read(message.as_bytes())
    assert (mail.text, mail.attachments) == ("写真を送ります。", 2)


def test_a_mail_inside_of_a_mail_is_an_attachment() -> None:
    message = _mail("これを見てください。")
    message.add_attachment(_mail("中のメールの文"))
    mail = rules.inbound.read(message.as_bytes())
    assert (mail.text, mail.attachments) == ("これを見てください。", 1)


def test_a_digital_signature_is_no_attachment() -> None:
    message = _mail("はい。")
    message.add_attachment(b"0", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    assert rules.inbound.read(message.as_bytes()).attachments == 0


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated; owner=mihon",
        "Precedence: bulk",
        "Precedence: list",
        "Precedence: auto_reply",
        "List-Id: <t-1.relay.tsunagaru.invalid>",
        "X-Autoreply: yes",
        "Return-Path: <>",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
    ],
)
def test_what_no_person_wrote_is_known(header: str) -> None:
    assert rules.inbound.read(HEAD + header.encode() + b"\r\n\r\nnotice").is_automatic


def test_auto_submitted_no_is_a_person() -> None:
    assert not rules.inbound.read(HEAD + b"Auto-Submitted: no\r\n\r\nhai").is_automatic


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"From: \r\n",
        b"From: a@example.test, b@example.test\r\n",
        b"From: a@example.test\r\nFrom: b@example.test\r\n",
        b"From: =?x?\x00\xff\r\n",
        b"From: undisclosed-recipients:;\r\n",
    ],
)
def test_a_mail_without_exactly_one_sender_has_none(head: bytes) -> None:
    assert rules.inbound.read(head + b"\r\nhai").sender == ""


def test_the_same_message_id_is_the_same_mail_and_another_is_not() -> None:
    first, other = _mail("はい"), _mail("はい")
    other.replace_header("Message-ID", "<2@example.test>")
    again = _mail("はい。もう一度")
    ids = [rules.inbound.read(one.as_bytes()).mail_id for one in (first, again, other)]
    assert ids[0] == ids[1] != ids[2]
    assert "example.test" not in ids[0]


def test_a_mail_without_a_message_id_is_known_by_itself() -> None:
    raw = b"From: mihon@example.test\r\n\r\nhai"
    assert rules.inbound.read(raw).mail_id == rules.inbound.read(raw).mail_id
    assert rules.inbound.read(raw).mail_id != rules.inbound.read(raw + b".").mail_id


@pytest.mark.parametrize(
    "raw", [b"", b"\x00" * 100, b"Content-Type: multipart/mixed\r\n\r\n--x", b"\xff\xfe: \r\n\r\n"]
)
def test_what_is_no_mail_is_read_as_nothing(raw: bytes) -> None:
    mail = rules.inbound.read(raw)
    assert (mail.sender, mail.attachments) == ("", 0)


@pytest.mark.parametrize("line", ["> ", "-", "2026年5月8日 ", "<a@b.test>", "差出人: ", "On ", "\n", "<div>" * 3, "＝"])
def test_no_mail_takes_long(line: str) -> None:
    began = time.process_time()
    rules.inbound.written(line * 50_000)
    rules.markup.plain(line * 50_000)
    assert time.process_time() - began < 5
