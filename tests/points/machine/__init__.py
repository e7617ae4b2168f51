import pytest

# So that a step's assertion says what it found.
for _name in (
    "machine",
    "earning_steps",
    "spending_steps",
    "giving_steps",
    "perk_steps",
    "shop_steps",
    "slip_steps",
):
    pytest.register_assert_rewrite(f"{__name__}.{_name}")
