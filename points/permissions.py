"""Who may do what with points and vouchers."""

from typing import TYPE_CHECKING

from backend.accounts.permissions import Visitor

if TYPE_CHECKING:
    from points import models  # predicates stand below the models and ask the objects they are given


def may_see_voucher(user: Visitor, voucher: "models.Voucher") -> bool:
    """This function will tell whether a voucher is the person's own."""
    return user.is_authenticated and voucher.person_code == user.code
