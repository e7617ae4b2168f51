from django import forms


class SignupForm(forms.Form):
    """What a newcomer tells about themselves besides e-mail address and password."""

    def signup(self, request: object, user: object) -> None:
        """This function will be written by the accounts helper."""
