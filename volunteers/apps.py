from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    """The app of this folder."""

    name = "volunteers"
    label = "volunteers"

    def ready(self) -> None:
        """This function will keep the places of people in step with how old they are."""
        from backend.accounts.actions import followers
        from volunteers.actions import ages

        followers.use(followers.BirthFollower(make_ready=ages.lock_shifts, follow=ages.follow_birth))
