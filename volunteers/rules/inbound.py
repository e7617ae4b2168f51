"""What a person wrote in a mail: the text without quotes and signature, and whether a person wrote it at all.

Mails are as people's programs make them, so every step takes what it can and none fails. Patterns look at one line at
a time and are bounded: a mail that was made to be slow is not.
"""

import email
import email.policy
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from volunteers.rules import markup

# The line that our mails put above what they quote.
ABOVE = "＊＊＊ 返信は、この線より上に書いてください ＊＊＊"
_MARK = "この線より上に書いてください"
# What the parser of the standard library raises on headers that are none.
FAULTS = (LookupError, ValueError, TypeError, AttributeError)
SIGNATURE_TYPES = {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
_BY_MACHINES = {"bulk", "junk", "list", "auto_reply", "auto-reply"}


@dataclass(frozen=True, slots=True)
class Inbound:
    """A mail that came in. `sender` is empty unless there is exactly one; `mail_id` is a digest of its Message-ID."""

    sender: str
    mail_id: str
    is_automatic: bool
    text: str
    attachments: int


def read(raw: bytes) -> Inbound:
    """This function will read a mail as it came."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = _body(message)
    text = "\n\n".join(part for part in (_text(part) for part in body) if part)
    return Inbound(
        sender=_sender(message),
        mail_id=hashlib.sha256(_header(message, "Message-ID").encode(errors="surrogateescape") or raw).hexdigest(),
        is_automatic=_is_automatic(message),
        text=written(text),
        attachments=_attachments(message, body),
    )


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message[name] or "").split())
    except FAULTS:
        return ""


def _sender(message: EmailMessage) -> str:
    try:
        [header] = message.get_all("From", [])
        [address] = header.addresses
    except FAULTS:
        return ""
    found = str(address.addr_spec)
    return found if address.domain and found.isprintable() else ""


def _is_automatic(message: EmailMessage) -> bool:
    """This function will tell a vacation note, a bounce, a list's or our own mail from a person's (RFC 3834)."""
    submitted = _header(message, "Auto-Submitted").partition(";")[0].strip().lower()
    return (
        submitted not in ("", "no")
        or _header(message, "Precedence").lower() in _BY_MACHINES
        or _header(message, "Return-Path") == "<>"
        or any(_header(message, name) for name in ("List-Id", "X-Autoreply", "X-Autorespond"))
        or message.get_content_type() == "multipart/report"
    )


# Parts ---------------------------------------------------------------------------------------------------------------


def _leaves(part: EmailMessage) -> Iterator[EmailMessage]:
    """This function will give the parts that hold something; a mail inside of a mail is one."""
    if part.is_multipart() and part.get_content_maintype() == "multipart":
        for inner in part.iter_parts():
            if isinstance(inner, EmailMessage):
                yield from _leaves(inner)
    else:
        yield part


def _body(message: EmailMessage) -> list[EmailMessage]:
    inline = [part for part in _leaves(message) if part.get_content_maintype() == "text" and not _is_file(part)]
    plain = [part for part in inline if part.get_content_type() == "text/plain"]
    return plain or [part for part in inline if part.get_content_type() == "text/html"]


def _is_file(part: EmailMessage) -> bool:
    try:
        return part.get_content_disposition() == "attachment" or bool(part.get_filename())
    except FAULTS:
        return True


def _attachments(message: EmailMessage, body: Sequence[EmailMessage]) -> int:
    others = [part for part in _leaves(message) if not any(part is one for one in body)]
    return sum(
        part.get_content_type() not in SIGNATURE_TYPES
        and (part.get_content_maintype() not in ("text", "multipart") or _is_file(part))
        for part in others
    )


def _text(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    text = decoded(payload if isinstance(payload, bytes) else b"", _charset(part))
    return markup.plain(text) if part.get_content_type() == "text/html" else text


def _charset(part: EmailMessage) -> str:
    try:
        return (part.get_content_charset() or "").lower()
    except FAULTS:
        return ""


def decoded(payload: bytes, charset: str) -> str:
    """This function will give the text of a part; what is declared wrongly is tried as Japanese mails are written."""
    if charset == "iso-2022-jp":
        # Programs put ① and ㈱ under the escape of JIS X 0208, where JIS X 0213 has them at the same place.
        payload, charset = payload.replace(b"\x1b$B", b"\x1b$(Q"), "iso2022_jp_2004"
    for name in ({"shift_jis": "cp932", "": "utf-8"}.get(charset, charset), "utf-8", "cp932"):
        try:
            return payload.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
    return payload.decode("utf-8", errors="replace")


# Text ----------------------------------------------------------------------------------------------------------------

_QUOTED = re.compile(r"\s{0,3}[>＞|｜]")
_RULER = re.compile(r"\s{0,4}([-=_*＊＝―─━ー～~#◇◆□■★☆・.+])\1{3,}[-=_*＊＝―─━ー～~#◇◆□■★☆・.+\s]{0,200}$")
_ORIGINAL = re.compile(
    r"\s{0,3}[-_]{2,20} ?(?:Original Message|Forwarded message|元のメッセージ|転送メッセージ|返信元メッセージ)",
    re.IGNORECASE,
)
_DATED = r"\d{4}年\d{1,2}月\d{1,2}日.{0,200}|\d{4}[/-]\d{1,2}[/-]\d{1,2}.{0,200}|On .{4,200}"
_NAMED = r".{0,200}<[^<>\s]{1,254}>.{0,60}"
_WROTE = re.compile(rf"(?:{_DATED}|{_NAMED})(?:wrote|writes|のメール|書きました|のメッセージ)? ?[:：]$")
_OUTLOOK_FIRST = re.compile(r"\*{0,2}(?:差出人|送信者|From)\*{0,2} ?[:：]", re.IGNORECASE)
_OUTLOOK_NEXT = re.compile(r"\*{0,2}(?:送信日時|日付|宛先|件名|Sent|Date|To|Subject)\*{0,2} ?[:：]", re.IGNORECASE)
_SENT_FROM = re.compile(
    r"Sent from (?:my|Mail|Outlook)|Get Outlook for"
    r"|(?:私の)?(?:iPhone|iPad|Android|スマートフォン|携帯)\S{0,20}から送信",
    re.IGNORECASE,
)
_OF_A_SIGNATURE = re.compile(
    r"@|〒|https?:|(?:TEL|電話|携帯|FAX|E-?mail|メール) ?[:：]|0\d{1,4}[-(（ ]\d{1,4}[-)） ]\d{3,4}", re.IGNORECASE
)
_SIGNATURE_LINES = 12


def written(text: str) -> str:
    """This function will give what somebody wrote anew: without what they quote and without a signature."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").replace("\x00", "").split("\n")
    above = lines[: _quote_begins(lines)]
    own = _without_signature([line.rstrip() for line in above if not _QUOTED.match(line)])
    return re.sub(r"\n{3,}", "\n\n", "\n".join(_without_last_ruler(own))).strip()


def unsigned(text: str, *, name: str) -> str:
    """This function will take off the writer's own name where a program put it below the words, and nothing else.

    Where it stands among the words, names.without_names masks it.
    """
    words, _, last = text.rpartition("\n")
    signs = "".join(name.split())
    return words.rstrip() if words.strip() and signs and "".join(last.split()) == signs else text


def _without_last_ruler(lines: Sequence[str]) -> Sequence[str]:
    """This function will take off the line that programs draw above what they quote."""
    last = len(lines)
    while last and (not lines[last - 1].strip() or _RULER.match(lines[last - 1])):
        last -= 1
    return lines[:last]


def _quote_begins(lines: Sequence[str]) -> int:
    for number, line in enumerate(lines):
        if _MARK in line or _ORIGINAL.match(line) or _is_attribution(lines, number) or _is_outlook(lines, number):
            return number
    return len(lines)


def _is_attribution(lines: Sequence[str], number: int) -> bool:
    """This function will know 「2026年5月8日 12:00 … <…>:」 above a quote, also broken into two lines."""
    here, following = lines[number].strip(), [line.strip() for line in lines[number + 1 : number + 4]]
    if not here or here.startswith((">", "＞")):
        return False
    one, two = here[:400], f"{here} {following[0] if following else ''}"[:400]
    return any(_WROTE.match(each) and _is_quoted_next(following) for each in (one, two))


def _is_quoted_next(following: Sequence[str]) -> bool:
    return any(line.startswith((">", "＞")) or _MARK in line for line in following)


def _is_outlook(lines: Sequence[str], number: int) -> bool:
    if not _OUTLOOK_FIRST.match(lines[number].strip()):
        return False
    return any(_OUTLOOK_NEXT.match(line.strip()) for line in lines[number + 1 : number + 4])


def _without_signature(lines: Sequence[str]) -> Sequence[str]:
    for number, line in enumerate(lines):
        # "-- " is RFC 3676's; the editor of a phone often drops the space.
        if line in ("--", "-- ", "―") or _SENT_FROM.match(line.strip()):
            return lines[:number]
    return lines[: _block_begins(lines)]


def _block_begins(lines: Sequence[str]) -> int:
    """This function will find the block between rulers with which Japanese mails end."""
    first = max(0, len(lines) - _SIGNATURE_LINES)
    for number in range(first, len(lines)):
        rest = lines[number + 1 :]
        if _RULER.match(lines[number]) and any(_OF_A_SIGNATURE.search(line) or _RULER.match(line) for line in rest):
            return number
    return len(lines)
