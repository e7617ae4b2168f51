"""Public codes, signed codes, codes that rotate, and QR pictures that a scanner reads."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.common import codes
from tests.support import qr

NOON = datetime(2026, 5, 1, 3, 0, tzinfo=UTC)


def test_a_code_names_its_kind_and_has_no_lookalikes() -> None:
    made = [codes.new("b") for _ in range(500)]
    assert {code[:2] for code in made} == {"b-"}
    assert set("".join(code[2:] for code in made)) == set(codes.ALPHABET)
    assert {len(code) for code in made} == {11}
    assert len(set(made)) == 500
    assert not set("ILOU") & set(codes.ALPHABET)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("u-7k3qm9xt2", "u-7K3QM9XT2"),
        ("U-7K3QM 9XT2", "u-7K3QM9XT2"),
        (" u-7K3QM9XT2　", "u-7K3QM9XT2"),
        ("u-OIL", "u-011"),
        ("7k3q", "7K3Q"),
    ],
)
def test_a_code_is_read_as_it_was_meant(typed: str, meant: str) -> None:
    assert codes.normal(typed) == meant


@given(st.text(max_size=40), st.text(min_size=1, max_size=20))
def test_a_signed_value_comes_back_for_its_purpose_only(value: str, purpose: str) -> None:
    token = codes.sign(purpose, value)
    assert codes.unsign(purpose, token) == value
    assert codes.unsign(purpose + "x", token) is None


@pytest.mark.parametrize("token", ["", "x", "a:b", "a.b:c", "\0", "あ", ":" * 9])
def test_what_we_did_not_sign_is_nothing(token: str) -> None:
    assert codes.unsign("check-in", token) is None
    assert codes.unsign_rotating("check-in", token, now=NOON, seconds=30) is None


@pytest.mark.parametrize(
    ("later", "value"), [(0, "s-1"), (29, "s-1"), (30, "s-1"), (59, "s-1"), (60, None), (-1, None)]
)
def test_a_rotating_code_lives_in_its_window_and_the_next(later: int, value: str | None) -> None:
    token = codes.rotating("check-in", "s-1", now=NOON, seconds=30)
    now = NOON + timedelta(seconds=later)
    assert codes.unsign_rotating("check-in", token, now=now, seconds=30) == value


def test_a_plain_signature_is_no_rotating_code() -> None:
    assert codes.unsign_rotating("check-in", codes.sign("check-in", "s-1"), now=NOON, seconds=30) is None


def test_a_value_with_a_colon_comes_back_whole() -> None:
    token = codes.rotating("check-in", "a:b:c", now=NOON, seconds=30)
    assert codes.unsign_rotating("check-in", token, now=NOON, seconds=30) == "a:b:c"


def test_a_picture_is_read_by_another_program_and_names_itself() -> None:
    picture = codes.qr_svg("u-7K3QM9XT2", label="会員番号")
    assert qr.read(picture) == "u-7K3QM9XT2"
    assert 'role="img" aria-label="会員番号"' in picture


def test_making_a_code_is_quick() -> None:
    begun = time.perf_counter()
    for _ in range(1000):
        codes.new("b")
    assert time.perf_counter() - begun < 0.5
