from django.db import models


class MailedToGuardian(models.Model):
    """What a guardian is asked by one mail, or by a number on a paper.

    `contact` is the address for the one mail, and is emptied once that is out; `contact_digest` binds the link to it.
    Of the number only a digest is kept.
    """

    expires_at = models.DateTimeField()
    short_digest = models.CharField(max_length=64, blank=True)
    contact = models.EmailField(blank=True)
    contact_digest = models.CharField(max_length=64, blank=True)
    mail_attempts = models.PositiveSmallIntegerField(default=0)
    mail_due_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
