"""Every kind of movement of points against an oracle in memory, which decides for itself what comes of each step.

`make machine` takes 10,000 steps; POINTS_SEED and POINTS_STEPS take the steps of another run again.
"""

import functools
import importlib
import inspect
import os
import pkgutil
import random
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

import points.actions
from backend.common import tries
from points import enums, models
from tests.points.machine.machine import STEPS, Machine

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

SEED, SHORT = 20261122, 420

# From so many steps on everything is not only asked for, but done at least once.
LONG = 5000
# What only comes of something else, which a short run may not reach.
RARE = {"gift_terms.decide_note_report", "payments.pay_addition", "perks.make_ready", "supporting.support"}
# What the machine need not do: it undoes itself, moves no points and changes no terms, or is a part of what it does.
LEFT_OUT: dict[str, set[str]] = {
    "catalogue": {"end_perk", "try_perk"},
    "clean_ups": {"look_at_clean_up", "try_clean_up"},
    "earning": {"try_award"},
    "forgetting": {"forget_payment_codes"},
    "gift_terms": {"look_at_note", "try_gift_terms"},
    "giving": {"try_gift"},
    "manual": {"try_by_hand"},
    "payments": {"code_typed", "issue_booklet_at_desk", "try_at_till"},
    "perks": {"try_order"},
    "rule_drafts": {"close_rule", "end_rule"},
    "rule_trials": {"try_draft"},
    "tills": {"mail_days", "send_daily_sheets"},
    "vouchers": {"voucher_typed"},
    "sites": {"add_window", "close_site", "try_visit"},
}


def test_ledger_and_oracle_agree_after_every_step_of_every_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    steps, seed = int(os.environ.get("POINTS_STEPS", SHORT)), int(os.environ.get("POINTS_SEED", SEED))
    # Public codes decide which of two equal shares gets the odd point: the seed must decide them, too.
    monkeypatch.setattr(secrets, "token_bytes", random.Random(seed).randbytes)
    # Guesses are counted by the clock on the wall, by which the machine lives through years in minutes.
    monkeypatch.setattr(tries, "is_spent", lambda *_, **__: False)
    monkeypatch.setattr(tries, "is_within", lambda *_, **__: True)
    asked, done = _counted(monkeypatch)
    machine = Machine(seed)
    try:
        machine.run(steps, verify_every=1000)
    except BaseException as fault:
        fault.add_note(f"POINTS_SEED={seed} POINTS_STEPS={machine.step_number} takes these steps again")
        raise
    assert set(machine.done) == set(STEPS)
    assert set(models.Posting.objects.values_list("kind", flat=True)) == set(enums.PostingKind.values)
    assert _said({name for name in asked if asked[name]} & _left_out()) == ""
    assert _said({name for name in asked if not asked[name]} - _left_out() - RARE) == ""
    if steps >= LONG:
        assert _said({name for name in asked if not done[name]} - _left_out()) == ""


def _said(names: set[str]) -> str:
    return " ".join(sorted(names))


def _left_out() -> set[str]:
    return {f"{module}.{name}" for module, names in LEFT_OUT.items() for name in names}


def _counted(monkeypatch: pytest.MonkeyPatch) -> tuple[Counter[str], Counter[str]]:
    """Counts how often every public action was asked for, and how often it was done, however it is called."""
    asked: Counter[str] = Counter()
    done: Counter[str] = Counter()
    for module in _modules():
        for name, action in list(vars(module).items()):
            home = getattr(action, "__module__", "").removeprefix("points.actions.")
            if inspect.isfunction(action) and home in ACTIONS and not action.__name__.startswith("_"):
                asked[f"{home}.{action.__name__}"] += 0
                monkeypatch.setattr(module, name, _counting(action, f"{home}.{action.__name__}", asked, done))
    return asked, done


def _modules() -> Iterator[ModuleType]:
    yield points.actions
    for name in ACTIONS:
        yield importlib.import_module(f"points.actions.{name}")


ACTIONS = [one.name for one in pkgutil.iter_modules(points.actions.__path__) if not one.name.startswith("_")]


def _counting(action: Callable[..., Any], name: str, asked: Counter[str], done: Counter[str]) -> Callable[..., Any]:
    @functools.wraps(action)
    def wrapper(*args: object, **kwargs: object) -> object:
        asked[name] += 1
        made = action(*args, **kwargs)
        done[name] += 1
        return made

    return wrapper
