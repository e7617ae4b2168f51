"""What people type about themselves, their groups, organisations and tokens.

`forms.sign_in` is not imported here: allauth loads `forms.profile` while it is loading itself.
"""

from backend.accounts.forms.profile import ProfileForm

__all__ = ["ProfileForm"]
