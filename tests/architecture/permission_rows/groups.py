from backend.accounts import enums
from tests.architecture import tables
from tests.factories import accounts, bookings

SIGN_IN = tables.SIGN_IN
REGISTRATION = {"name": "見本の会", "purpose": "見本", "members": "見本 太郎、みほん たろう"}


def _group(cast: tables.Cast) -> tables.Target:
    made = accounts.GroupFactory.create(
        representative=cast.resident, center_code=cast.center_code, purpose="秘密の体操"
    )
    member = accounts.GroupMemberFactory.create(group=made, role=enums.GroupRole.DEPUTY)
    data = {
        "member": member.pk,
        "name": "見本 新人",
        "furigana": "ミホン",
        "role": "member",
        "reason": "引っ越しのため",
        "overlap_reason": "別の団体",
    }
    return tables.Target(kwargs={"code": made.code}, secret="秘密の体操", data=data)


def _write(cast: tables.Cast) -> tables.Target:
    found = _group(cast)
    return tables.Target(kwargs=found.kwargs, data=found.data)


def _renewal(cast: tables.Cast) -> tables.Target:
    data = {"name": "見本の会", "purpose": "見本", "confirmed": "on", "staying": []}
    return tables.Target(kwargs=_group(cast).kwargs, data=data)


def _membership(cast: tables.Cast) -> tables.Target:
    group = accounts.GroupFactory.create(center_code=cast.center_code, name="秘密の団体")
    accounts.GroupMemberFactory.create(group=group, user=accounts.UserFactory.create(), role="representative")
    accounts.GroupMemberFactory.create(group=group, user=cast.resident)
    return tables.Target(kwargs={"code": group.code})


def _pending(cast: tables.Cast) -> tables.Target:
    made = accounts.GroupFactory.create(representative=cast.resident, center_code=cast.center_code, pending=True)
    return tables.Target(kwargs={"code": made.code}, data={"reason": "名簿がありません。"})


def _registration(cast: tables.Cast) -> tables.Target:
    bookings.CenterFactory.create(code=cast.center_code)
    return tables.Target(data=REGISTRATION | {"center_code": cast.center_code})


def _row(name: str, build: tables.Builder, answers: tuple[int, int, int], *, method: str = "GET") -> list[tables.Row]:
    """One row: what the representative, the desk and the administrator get; nobody else learns of the group."""
    resident, staff, administrator = answers
    prefix = "api-accounts:" if name.startswith("api-") else "accounts:"
    anonymous = 401 if name.startswith("api-") else SIGN_IN
    name = f"{prefix}{name.removeprefix('api-')}"
    return [tables.Row(name, build, anonymous, resident, 404, staff, 404, administrator, method=method)]


PAGES = [
    *_row("group", _group, (200, 200, 200)),
    *_row("group-members", _write, (302, 302, 302), method="POST"),
    *_row("group-member-removals", _write, (302, 302, 302), method="POST"),
    *_row("group-roles", _write, (302, 302, 302), method="POST"),
    *_row("group-representative", _write, (302, 403, 403), method="POST"),
    *_row("group-appointment", _write, (403, 302, 302), method="POST"),
    *_row("group-renewal", _renewal, (200, 403, 403)),
    *_row("group-renewal", _renewal, (302, 403, 403), method="POST"),
    *_row("group-leaving", _membership, (200, 404, 404)),
    *_row("group-leaving", _membership, (302, 404, 404), method="POST"),
    *_row("group-ending", _write, (200, 403, 403)),
    *_row("group-ending", _write, (302, 403, 403), method="POST"),
    *_row("group-overlaps", _write, (403, 200, 200)),
    *_row("group-overlaps", _write, (403, 302, 302), method="POST"),
    *_row("group-approval", _pending, (403, 200, 200)),
    *_row("group-approval", _pending, (403, 302, 302), method="POST"),
    *_row("group-refusal", _pending, (403, 302, 302), method="POST"),
]
API = [
    *_row("api-group", _group, (200, 200, 200)),
    *_row("api-group-registrations", _write, (200, 200, 200)),
    *_row("api-group-members", _write, (200, 200, 200)),
    *_row("api-group-members", _write, (201, 201, 201), method="POST"),
    *_row("api-group-member-removals", _write, (200, 200, 200), method="POST"),
    *_row("api-group-roles", _write, (200, 200, 200), method="POST"),
    *_row("api-group-representative", _write, (200, 403, 403), method="POST"),
    *_row("api-group-appointment", _write, (403, 200, 200), method="POST"),
    *_row("api-group-renewal", _renewal, (201, 403, 403), method="POST"),
    *_row("api-group-leaving", _membership, (204, 404, 404), method="POST"),
    *_row("api-group-overlaps", _write, (403, 200, 200)),
    *_row("api-group-approval", _pending, (403, 200, 200), method="POST"),
    *_row("api-group-refusal", _pending, (403, 200, 200), method="POST"),
]
ROWS = [
    tables.private("accounts:groups"),
    tables.private("accounts:group-new"),
    tables.private("accounts:group-new", _registration, method="POST", answer=302),
    tables.Row("accounts:group-reviews", tables.nothing, SIGN_IN, 403, 403, 200, 200, 200),
    tables.api("api-accounts:groups"),
    tables.api("api-accounts:groups", _registration, method="POST", answer=201),
    tables.Row("api-accounts:group-reviews", tables.nothing, 401, 403, 403, 200, 200, 200),
    tables.Row("bookings:group-bookings", _write, SIGN_IN, 200, 404, 200, 404, 200),
    tables.Row("api-bookings:group-bookings", _write, 401, 200, 404, 200, 404, 200),
    *PAGES,
    *API,
]
