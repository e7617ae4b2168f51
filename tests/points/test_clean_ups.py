import dataclasses
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from backend.accounts import models as people
from backend.common import models as common
from backend.notices import models as notices
from points import actions, enums, errors, models, queries
from points.forms import records
from tests.factories import accounts, earning
from tests.factories import points as factories
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db

NOW = factories.NOW


def _people(count: int) -> list[people.User]:
    return [accounts.UserFactory.create() for _ in range(count)]


def _enter(plan: actions.CleanUpPlan) -> actions.Entered:
    return actions.enter_clean_up(plan, by=_organiser(), now=NOW)


def _organiser() -> people.User:
    return people.User.objects.filter(email="organiser@example.test").first() or accounts.UserFactory.create(
        email="organiser@example.test"
    )


def _commit() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_kilograms_become_points_by_the_table_and_are_split_to_the_last_one() -> None:
    earning.clean_up_rule()
    three = _people(3)
    kilograms = {"can": Decimal("2.5"), "mixed": Decimal("4.1")}
    made = _enter(earning.sheet({one.code: 1 for one in three}, kilograms=kilograms))
    _commit()
    # 2.5 × 20 + 4.1 × 7.5 = 80.75
    assert made.clean_up.points == 80
    assert sorted(share.awarded for share in made.shares) == [26, 27, 27]
    assert sum(queries.paid_by_person("clean_up", made.clean_up.code).values()) == 80
    assert notices.Notice.objects.filter(template="points/clean_up").count() == 3
    call_command("verify_points", stdout=StringIO())


def test_who_was_there_twice_as_long_has_twice_the_share() -> None:
    earning.clean_up_rule()
    long, short = _people(2)
    made = _enter(earning.sheet({long.code: 2, short.code: 1}, kilograms={"can": Decimal(3)}))
    assert {share.person_code: share.points for share in made.shares} == {long.code: 40, short.code: 20}


def test_a_limit_takes_from_one_and_gives_nobody_else_more() -> None:
    earning.clean_up_rule(caps={enums.Span.DAY: 30})
    first, second = _people(2)
    _enter(earning.sheet({first.code: 1}, name="朝の清掃", key="one", kilograms={"can": Decimal(1)}))
    made = _enter(earning.sheet({first.code: 1, second.code: 1}))
    got = {share.person_code: (share.points, share.awarded) for share in made.shares}
    assert got == {first.code: (25, 10), second.code: (25, 25)}
    call_command("verify_points", stdout=StringIO())


def test_what_a_sheet_would_give_is_told_before_and_changes_nothing() -> None:
    earning.clean_up_rule()
    told = actions.try_clean_up(earning.sheet({_people(1)[0].code: 1}), by=_organiser(), now=NOW)
    assert [share.awarded for share in told.shares] == [50]
    assert (models.CleanUp.objects.count(), models.Posting.objects.count()) == (0, 0)


def test_the_same_key_enters_a_sheet_once() -> None:
    earning.clean_up_rule()
    plan = earning.sheet({_people(1)[0].code: 1})
    first, again = _enter(plan), _enter(plan)
    assert first.clean_up == again.clean_up
    assert [share.awarded for share in again.shares] == [50]
    for changed in ({"name": "別の清掃"}, {"kilograms": {"can": Decimal(3)}}, {"people": {_people(1)[0].code: 1}}):
        with pytest.raises(errors.KeyReused):
            _enter(dataclasses.replace(plan, **changed))
    with pytest.raises(errors.CleanUpEntered):
        _enter(earning.sheet(dict(plan.people), key="another"))


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"kilograms": {}}, errors.NothingCollected),
        ({"kilograms": {"can": Decimal(0)}}, errors.NothingCollected),
        ({"kilograms": {"gold": Decimal(1)}}, errors.ItemUnknown),
        ({"people": {}}, errors.NothingCollected),
        ({"people": {"u-NOBODY": 1}}, errors.PersonUnknown),
        ({"rule_code": "other"}, errors.RuleNotInForce),
        ({"happened_on": factories.TODAY + timedelta(days=1)}, errors.CleanUpInFuture),
        ({"kilograms": {"can": Decimal("50000.01")}}, errors.SheetTooLarge),
    ],
)
def test_a_sheet_that_says_nothing_is_refused(changed: dict[str, object], refusal: type[Exception]) -> None:
    earning.clean_up_rule()
    told: dict[str, object] = {"people": {_people(1)[0].code: 1}} | changed
    with pytest.raises(refusal):
        _enter(earning.sheet(**told))  # type: ignore[arg-type]
    assert not models.CleanUp.objects.exists()


def test_a_sheet_is_withdrawn_with_all_its_points_and_can_be_entered_anew() -> None:
    earning.clean_up_rule(caps={enums.Span.DAY: 60})
    person = _people(1)[0]
    made = _enter(earning.sheet({person.code: 1}))
    with pytest.raises(errors.ReasonMissing):
        actions.withdraw_clean_up(made.clean_up.code, reason=" ", by=_organiser(), now=NOW)
    actions.withdraw_clean_up(made.clean_up.code, reason="重さの間違い", by=_organiser(), now=NOW)
    assert queries.balance(person.code, now=NOW).total == 0
    with pytest.raises(errors.RecordDecided):
        actions.withdraw_clean_up(made.clean_up.code, reason="もう一度", by=_organiser(), now=NOW)
    again = _enter(earning.sheet({person.code: 1}, key="two", kilograms={"can": Decimal("1.5")}))
    assert [share.awarded for share in again.shares] == [30]
    call_command("verify_points", stdout=StringIO())


def test_who_loses_points_by_a_withdrawn_sheet_is_told_how_many_and_why() -> None:
    earning.clean_up_rule(caps={enums.Span.DAY: 20})
    first, second = _people(2)
    _enter(earning.sheet({first.code: 1}, name="前の清掃", key="before", kilograms={"can": Decimal(1)}))
    made = _enter(earning.sheet({first.code: 1, second.code: 1}))
    actions.withdraw_clean_up(made.clean_up.code, reason="重さの間違い", by=_organiser(), now=NOW)
    told = notices.Notice.objects.get(template="points/clean_up_withdrawn")
    assert (told.user, told.subject) == (second, "清掃のポイントを取り消しました（20ポイント）")
    assert "重さの間違い" in told.body


def test_each_look_at_who_was_there_is_written_down(client: PageClient) -> None:
    earning.clean_up_rule()
    person, staff = _people(1)[0], accounts.staff_of("kuji")
    made = _enter(earning.sheet({person.code: 1, staff.code: 1}))
    client.force_login(staff)
    for name in ("points:clean-up", "api-points:clean-up"):
        assert client.get(reverse(name, args=[made.clean_up.code])).status_code == 200
    looks = common.AuditEntry.objects.filter(kind="look", action="points.clean_up")
    assert list(looks.values_list("about_code", "center_code")) == [(person.code, "kuji")] * 2


def test_a_sheet_whose_points_are_spent_stays_whole() -> None:
    earning.clean_up_rule()
    first, second = _people(2)
    made = _enter(earning.sheet({first.code: 1, second.code: 1}))
    actions.redeem(person_code=second.code, amount=20, source_kind="t", source_code="t", key="r", by=None, now=NOW)
    with pytest.raises(errors.NotEnoughPoints):
        actions.withdraw_clean_up(made.clean_up.code, reason="間違い", by=_organiser(), now=NOW)
    assert queries.balance(first.code, now=NOW).total == 25


def test_a_rule_of_clean_ups_needs_its_table_and_no_other_has_one() -> None:
    with pytest.raises(errors.TableOfACleanUp):
        earning.clean_up_rule(items=())
    with pytest.raises(errors.TableOfACleanUp):
        earning.published(items=earning.TABLE)


@pytest.mark.parametrize("typed", ["u-7K3QM9XT2", "u7k3qm9xt2", "7K3QM9XT2", "Ｕ－７Ｋ３ＱＭ９ＸＴ２", " 7k3q m9xt2 "])
def test_a_members_number_is_taken_as_people_write_it(typed: str) -> None:
    assert records.member_number(typed) == "u-7K3QM9XT2"


def test_somebody_who_stands_on_a_sheet_twice_is_named_by_the_line() -> None:
    rule = earning.clean_up_rule()
    form = records.CleanUpForm({"people": "u-7K3QM9XT2\nu-9ZZZZZZZZ\nU7K3QM9XT2 3"}, rule=rule, organisers=[])
    assert form.errors["people"] == ["3行目の「u-7K3QM9XT2」は、前の行にもあります。1人は1行にまとめてください。"]
