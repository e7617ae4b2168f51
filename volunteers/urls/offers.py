from django.urls import URLPattern, path

from volunteers.api import offers as api
from volunteers.api import party_members as members_api
from volunteers.api import skills as skills_api
from volunteers.views import matching, offers, party_members, skills

urlpatterns: list[URLPattern] = [
    path("shifts/<str:code>/invitations/", matching.shift_invitations, name="shift-invitations"),
    path("suggestions/", matching.suggestions, name="suggestions"),
    path("offers/", offers.offers, name="offers"),
    path("offers/rest/", offers.offer_rest, name="offer-rest"),
    path("offers/resumption/", offers.offer_resumption, name="offer-resumption"),
    path("offers/deletion/", offers.offer_deletion, name="offer-deletion"),
    path("party-offers/", offers.party_offers, name="party-offers"),
    path("party-offers/<str:code>/", offers.party_offer, name="party-offer"),
    path("party-offers/<str:code>/hours/", offers.party_hours, name="party-hours"),
    path("party-offers/<str:code>/rest/", offers.party_offer_rest, name="party-offer-rest"),
    path("party-offers/<str:code>/resumption/", offers.party_offer_resumption, name="party-offer-resumption"),
    path("party-offers/<str:code>/deletion/", offers.party_offer_deletion, name="party-offer-deletion"),
    path("party-invitations/<str:code>/", offers.party_invitation, name="party-invitation"),
    path("party-invitations/<str:code>/refusal/", offers.party_refusal, name="party-refusal"),
    path("party-invitations/<str:code>/withdrawal/", offers.party_withdrawal, name="party-withdrawal"),
    path("party-invitations/<str:code>/members/", party_members.party_members, name="party-members"),
    path("party-members/<str:code>/", party_members.party_member, name="party-member"),
    path("party-members/<str:code>/refusal/", party_members.party_member_refusal, name="party-member-refusal"),
    path("party-members/<str:code>/removal/", party_members.party_member_removal, name="party-member-removal"),
    path("people/<str:code>/skills/", skills.person_skills, name="person-skills"),
    path("held-skills/<str:code>/withdrawal/", skills.held_skill_withdrawal, name="held-skill-withdrawal"),
    path("skills/", skills.skills, name="skills"),
    path("skills/<str:code>/retirement/", skills.skill_retirement, name="skill-retirement"),
]
api_urlpatterns: list[URLPattern] = [
    path("offers/", api.OfferDetail.as_view(), name="offers"),
    path("offers/rest/", api.OfferRest.as_view(), name="offer-rest"),
    path("offers/resumption/", api.OfferResumption.as_view(), name="offer-resumption"),
    path("suggestions/", api.SuggestionList.as_view(), name="suggestions"),
    path("skills/", skills_api.SkillList.as_view(), name="skills"),
    path("skills/<str:code>/retirement/", skills_api.SkillRetirement.as_view(), name="skill-retirement"),
    path("people/<str:code>/skills/", skills_api.PersonSkills.as_view(), name="person-skills"),
    path("held-skills/<str:code>/withdrawal/", skills_api.HeldSkillWithdrawal.as_view(), name="held-skill-withdrawal"),
    path("party-offers/<str:code>/", api.PartyOfferDetail.as_view(), name="party-offer"),
    path("party-offers/<str:code>/rest/", api.PartyOfferRest.as_view(), name="party-offer-rest"),
    path("party-offers/<str:code>/resumption/", api.PartyOfferResumption.as_view(), name="party-offer-resumption"),
    path("party-offers/<str:code>/hours/", api.PartyHours.as_view(), name="party-hours"),
    path("party-invitations/", api.PartyInvitationList.as_view(), name="party-invitations"),
    path("party-invitations/<str:code>/acceptance/", api.PartyAcceptance.as_view(), name="party-acceptance"),
    path("party-invitations/<str:code>/members/", members_api.PartyMembers.as_view(), name="party-members"),
    path(
        "party-members/<str:code>/acceptance/",
        members_api.PartyMemberAcceptance.as_view(),
        name="party-member-acceptance",
    ),
    path("party-members/<str:code>/refusal/", members_api.PartyMemberRefusal.as_view(), name="party-member-refusal"),
    path("party-members/<str:code>/", members_api.PartyMemberDetail.as_view(), name="party-member"),
    path("shifts/<str:code>/offers/", api.ShiftOffers.as_view(), name="shift-offers"),
    path("shifts/<str:code>/invitations/", api.ShiftInvitations.as_view(), name="shift-invitations"),
    path("shifts/<str:code>/warnings/", api.ShiftWarnings.as_view(), name="shift-warnings"),
]
