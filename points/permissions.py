"""Who may do what with points and vouchers."""

from backend.accounts.permissions import Visitor
from points import models


def may_see_voucher(user: Visitor, voucher: models.Voucher) -> bool:
    """This function will tell whether a voucher is the person's own."""
    return user.is_authenticated and voucher.person_code == user.code
