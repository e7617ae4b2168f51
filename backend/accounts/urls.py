from django.urls import URLPattern, path

from backend.accounts import api, views

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("profile/", views.profile, name="profile"),
    path("profile/changes/", views.profile_changes, name="profile-changes"),
    path("people/", views.people, name="people"),
    path("people/new/", views.person_new, name="person-new"),
    path("people/presentations/", views.people_presentations, name="people-presentations"),
    path("people/<str:code>/", views.person, name="person"),
    path("people/<str:code>/identity-confirmation/", views.identity_confirmation, name="identity-confirmation"),
    path("groups/", views.groups, name="groups"),
    path("groups/new/", views.group_new, name="group-new"),
    path("groups/<str:code>/", views.group, name="group"),
    path("groups/<str:code>/members/", views.group_members, name="group-members"),
    path("groups/<str:code>/member-removals/", views.group_member_removals, name="group-member-removals"),
    path("groups/<str:code>/roles/", views.group_roles, name="group-roles"),
    path("groups/<str:code>/representative/", views.group_representative, name="group-representative"),
    path("groups/<str:code>/approval/", views.group_approval, name="group-approval"),
    path("groups/<str:code>/refusal/", views.group_refusal, name="group-refusal"),
    path("group-reviews/", views.group_reviews, name="group-reviews"),
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/new/", views.organisation_new, name="organisation-new"),
    path("organisations/<str:code>/", views.organisation, name="organisation"),
    path("organisations/<str:code>/members/", views.organisation_members, name="organisation-members"),
    path(
        "organisations/<str:code>/member-removals/",
        views.organisation_member_removals,
        name="organisation-member-removals",
    ),
    path("organisations/<str:code>/approval/", views.organisation_approval, name="organisation-approval"),
    path("organisations/<str:code>/refusal/", views.organisation_refusal, name="organisation-refusal"),
    path("organisation-reviews/", views.organisation_reviews, name="organisation-reviews"),
    path("api-tokens/", views.api_tokens, name="api-tokens"),
    path("api-tokens/<str:code>/revocation/", views.api_token_revocation, name="api-token-revocation"),
    path("staff-roles/", views.staff_roles, name="staff-roles"),
    path("staff-roles/revocations/", views.staff_role_revocations, name="staff-role-revocations"),
    path("audit/", views.audit_trail, name="audit-trail"),
    path("audit-log/", views.audit_log, name="audit-log"),
]
api_urlpatterns: list[URLPattern] = [
    path("me/", api.Me.as_view(), name="me"),
    path("groups/", api.GroupList.as_view(), name="groups"),
]
