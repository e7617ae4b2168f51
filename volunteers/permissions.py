"""Who may do what with requests, shifts and the people in them."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from backend.accounts import enums as accounts_enums
from backend.accounts import permissions
from backend.accounts.permissions import Visitor

if TYPE_CHECKING:
    from backend.accounts.models import Organisation, User
    from volunteers import models  # predicates stand below the models and ask the objects they are given


def may_organise(user: Visitor, request: "models.Request") -> bool:
    """This function will tell whether the person runs a request: accepts people, sees names, approves hours."""
    return acts_for(user, request.organisation)


def acts_for(user: Visitor, organisation: "Organisation") -> bool:
    """This function will tell whether the person acts for an organisation: its manager, or staff of who posts."""
    return permissions.manages_organisation(user, organisation) or _serves_host(user, organisation)


def _serves_host(user: Visitor, organisation: "Organisation") -> bool:
    host = getattr(organisation, "host", None) if permissions.is_on_duty(user) else None
    if host is None:
        return False
    return permissions.is_staff_of(user, host.center_code) if host.center_code else permissions.is_city_official(user)


def may_use_templates(user: Visitor, organisation: "Organisation") -> bool:
    """This function will tell whether the person writes from an organisation's templates: those who run it do."""
    return acts_for(user, organisation)


def may_see(user: Visitor, request: "models.Request") -> bool:
    """This function will tell whether the person may read a request: everybody, once it has been published.

    A draft is its organisation's own, which no coordinator of the welfare council opens before it is sent to them.
    """
    # In this order: who reads what is public is not looked at.
    own = request.is_public or may_organise(user, request)
    return own or may_review(user, request) or permissions.is_administrator(user)


def reviews_at_all(user: Visitor) -> bool:
    """This function will tell whether the person reviews first posts: administrators, welfare council managers."""
    return permissions.is_administrator(user) or _is_welfare_coordinator(user)


def may_review(user: Visitor, request: "models.Request") -> bool:
    """This function will tell whether the person may say yes or no to a post; nobody does to their own organisation's.

    A draft has not been sent to anybody yet. A city employee's role alone is not enough: it also marks those to whom a
    request may be restricted.
    """
    return not request.is_draft and reviews_at_all(user) and not may_organise(user, request)


def _is_welfare_coordinator(user: Visitor) -> bool:
    if isinstance(user, AnonymousUser):
        return False
    return user.organisation_memberships.filter(
        role=accounts_enums.OrganisationRole.MANAGER,
        organisation__kind=accounts_enums.OrganisationKind.WELFARE_COUNCIL,
        organisation__status=accounts_enums.ReviewStatus.APPROVED,
    ).exists()


def may_keep_roster(user: Visitor, shift: "models.Shift") -> bool:
    """This function will tell whether the person checks people in by name: organisers, and the center's desk."""
    if may_organise(user, shift.request):
        return True
    return bool(shift.center_code) and permissions.is_staff_of(user, shift.center_code)


def may_approve_hours(user: Visitor, shift: "models.Shift") -> bool:
    """This function will tell whether the person approves hours: organisers do, a desk does not."""
    return may_organise(user, shift.request)


def is_own(user: Visitor, assignment: "models.Assignment") -> bool:
    """This function will tell whether an assignment is the person's own."""
    return assignment.person_id == user.pk


def answers_for(user: Visitor, party: "models.Party") -> bool:
    """This function will tell whether the person answers for a group or an organisation that was asked to come."""
    if party.group is not None:
        return permissions.represents(user, party.group)
    return party.organisation is not None and permissions.manages_organisation(user, party.organisation)


def may_answer_at_desk(user: Visitor, person: "User") -> bool:
    """This function will tell whether somebody writes down what a person says about their activities: their desks."""
    return permissions.may_see_person(user, person)


def may_confirm_skills(user: Visitor, person: "User") -> bool:
    """This function will tell whether somebody may record that they saw proof: the person's desks, not oneself."""
    return permissions.may_see_person(user, person) and user.pk != person.pk


def may_keep_skills(user: Visitor) -> bool:
    """This function will tell whether the person keeps the city's list of skills."""
    return permissions.is_city_official(user)


def may_read_feedback(user: Visitor, feedback: "models.Feedback") -> bool:
    """This function will tell whether the person reads what was said after an activity: the two sides, nobody else."""
    return is_own(user, feedback.assignment) or may_organise(user, feedback.assignment.shift.request)


def may_change_feedback(user: Visitor, feedback: "models.Feedback") -> bool:
    """This function will tell whether the person speaks for the side that said it: edits it, adds to it."""
    if feedback.is_thanks:
        return may_organise(user, feedback.assignment.shift.request)
    return is_own(user, feedback.assignment)


def may_report_feedback(user: Visitor, feedback: "models.Feedback") -> bool:
    """This function will tell whether the person may tell the city of it: the side to which it was said."""
    return may_read_feedback(user, feedback) and _is_said_to(user, feedback)


def _is_said_to(user: Visitor, feedback: "models.Feedback") -> bool:
    if feedback.is_thanks:
        return is_own(user, feedback.assignment)
    return may_organise(user, feedback.assignment.shift.request)


def decides_reports(user: Visitor) -> bool:
    """This function will tell whether the person decides about reported feedback: the city's section in charge."""
    return permissions.is_city_official(user)


def may_decide_report(user: Visitor, report: "models.FeedbackReport") -> bool:
    """This function will tell whether the person may read and decide one report; nobody does on their own side."""
    return decides_reports(user) and not may_read_feedback(user, report.feedback)


def may_read_hints(user: Visitor) -> bool:
    """This function will tell whether the person reads what would help activities: the city's section in charge."""
    return permissions.is_city_official(user)


def may_tell_for(user: Visitor, organisation: "Organisation | None") -> bool:
    """This function will tell whether the person writes an organisation's stories; None stands for the city."""
    if organisation is None:
        return permissions.is_city_official(user)
    return acts_for(user, organisation)


def may_read_story(user: Visitor, story: "models.Story") -> bool:
    """This function will tell whether the person may read a story: everybody, while it is published.

    A draft is its writers' own, and the city reads it once it is sent there.
    """
    return story.is_published or may_tell_for(user, story.organisation) or may_review_story(user, story)


def reviews_stories(user: Visitor) -> bool:
    """This function will tell whether the person reviews first stories: the city's section in charge."""
    return permissions.is_city_official(user)


def may_review_story(user: Visitor, story: "models.Story") -> bool:
    """This function will tell whether the person may say yes or no to a story; nobody does to their own.

    A draft has not been sent to anybody yet.
    """
    return not story.is_draft and reviews_stories(user) and not may_tell_for(user, story.organisation)


def is_quoted(user: Visitor, quote: "models.Quote") -> bool:
    """This function will tell whether the words of a quote are the person's own."""
    return is_own(user, quote.feedback.assignment)


def may_record_consent(user: Visitor) -> bool:
    """This function will tell whether the person writes down that a guardian signed in front of them: desks do."""
    return permissions.is_any_staff(user)


def may_read_consents(user: Visitor) -> bool:
    """This function will tell whether the person reads, for a case, what guardians said: the city's section in charge.

    Organisers never do: that a guardian has consented is all they need.
    """
    return permissions.is_city_official(user)


def may_announce_for_city(user: Visitor) -> bool:
    """This function will tell whether the person writes to a district for the city: its section in charge does."""
    return permissions.is_city_official(user)
