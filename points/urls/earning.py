from django.urls import URLPattern, path

from points.api import drafts, households
from points.api import earning as api
from points.api import sites as sites_api
from points.views import earning as views
from points.views import rule_drafts, sites

urlpatterns: list[URLPattern] = [
    path("points/rules/", views.earning_rules, name="earning-rules"),
    path("points/rules/<slug:code>/", views.earning_rule, name="earning-rule"),
    path("desk/points/rules/", rule_drafts.rules, name="rules"),
    path("desk/points/rules/new/", rule_drafts.rule_new, name="rule-new"),
    path("desk/points/rules/<slug:code>/draft/", rule_drafts.rule_draft, name="rule-draft"),
    path("desk/points/rules/<slug:code>/versions/<int:version>/", rule_drafts.rule_version, name="rule-version"),
    path(
        "desk/points/rules/<slug:code>/versions/<int:version>/publication/",
        rule_drafts.rule_publication,
        name="rule-publication",
    ),
    path("desk/points/rules/<slug:code>/versions/<int:version>/ending/", rule_drafts.rule_ending, name="rule-ending"),
    path("desk/points/campaigns/", rule_drafts.campaigns, name="campaigns"),
    path("desk/points/campaigns/new/", rule_drafts.campaign_new, name="campaign-new"),
    path("desk/points/campaigns/<str:code>/", rule_drafts.campaign, name="campaign"),
    path("desk/points/sites/", sites.sites, name="sites"),
    path("desk/points/sites/new/", sites.site_new, name="site-new"),
    path("desk/points/sites/<str:code>/", sites.site, name="site"),
    path("desk/points/sites/<str:code>/sheet/", sites.site_sheet, name="site-sheet"),
    path("desk/points/sites/<str:code>/word/", sites.site_word, name="site-word"),
    path("desk/points/sites/<str:code>/closing/", sites.site_closing, name="site-closing"),
]
api_urlpatterns: list[URLPattern] = [
    path("points/rules/", api.RuleList.as_view(), name="rules"),
    path("points/limits/", api.LimitList.as_view(), name="limits"),
    path("points/rule-versions/", drafts.RuleVersionList.as_view(), name="rule-versions"),
    path("points/rule-versions/<slug:code>/<int:version>/", drafts.RuleVersionDetail.as_view(), name="rule-version"),
    path("points/rule-versions/<slug:code>/<int:version>/trial/", drafts.RuleTrial.as_view(), name="rule-trial"),
    path(
        "points/rule-versions/<slug:code>/<int:version>/publication/",
        drafts.RulePublication.as_view(),
        name="rule-publication",
    ),
    path("points/rule-versions/<slug:code>/<int:version>/ending/", drafts.RuleEnding.as_view(), name="rule-ending"),
    path("points/campaigns/", drafts.CampaignList.as_view(), name="campaigns"),
    path("points/campaigns/<str:code>/", drafts.CampaignDetail.as_view(), name="campaign"),
    path("points/campaigns/<str:code>/points/", drafts.CampaignPoints.as_view(), name="campaign-points"),
    path("points/household/", households.Household.as_view(), name="household"),
    path("points/household/invitations/", households.HouseholdInvitations.as_view(), name="household-invitations"),
    path("points/household/words/", households.HouseholdWords.as_view(), name="household-words"),
    path("points/household/words/<str:word>/answer/", households.HouseholdAnswer.as_view(), name="household-answer"),
    path("points/sites/", sites_api.SiteList.as_view(), name="sites"),
    path("points/sites/<str:code>/", api.SiteDetail.as_view(), name="site"),
    path("points/sites/<str:code>/windows/", sites_api.SiteWindows.as_view(), name="site-windows"),
    path("points/sites/<str:code>/closing/", sites_api.SiteClosing.as_view(), name="site-closing"),
    path("points/sites/<str:code>/word/", sites_api.SiteWord.as_view(), name="site-word"),
]
