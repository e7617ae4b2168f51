from django.urls import URLPattern, path

from bookings.api import usage_rules as api
from bookings.views import rules_comparison, rules_replays, usage_rules

urlpatterns: list[URLPattern] = [
    path("centers/<slug:code>/rules/", usage_rules.center_rules, name="center-rules"),
    path("usage-rules/", usage_rules.usage_rules, name="usage-rules"),
    path("usage-rules/new/", usage_rules.usage_rules_new, name="usage-rules-new"),
    path("usage-rules/comparison/", rules_comparison.usage_rules_comparison, name="usage-rules-comparison"),
    path(
        "usage-rules/comparison/file/",
        rules_comparison.usage_rules_comparison_file,
        name="usage-rules-comparison-file",
    ),
    path("usage-rules/<str:code>/", usage_rules.usage_rules_version, name="usage-rules-version"),
    path("usage-rules/<str:code>/clauses/<slug:kind>/", usage_rules.usage_rules_clause, name="usage-rules-clause"),
    path("usage-rules/<str:code>/concerned/", rules_replays.usage_rules_concerned, name="usage-rules-concerned"),
    path("usage-rules/<str:code>/file/", usage_rules.usage_rules_file, name="usage-rules-file"),
    path("usage-rules/<str:code>/plan/", usage_rules.usage_rules_plan, name="usage-rules-plan"),
    path("usage-rules/<str:code>/publication/", rules_replays.usage_rules_publication, name="usage-rules-publication"),
    path("usage-rules/<str:code>/removal/", usage_rules.usage_rules_removal, name="usage-rules-removal"),
    path("usage-rules/<str:code>/replays/", usage_rules.usage_rules_replays, name="usage-rules-replays"),
    path("rules-replays/<str:code>/", rules_replays.rules_replay, name="rules-replay"),
    path("rules-replays/<str:code>/bookings/", rules_replays.rules_replay_bookings, name="rules-replay-bookings"),
    path("rules-replays/<str:code>/resumption/", rules_replays.rules_replay_resumption, name="rules-replay-resumption"),
    path("rules-replays/<str:code>/stop/", rules_replays.rules_replay_stop, name="rules-replay-stop"),
    path("city-approvals/", rules_replays.city_approvals, name="city-approvals"),
]
api_urlpatterns: list[URLPattern] = [
    path("centers/<slug:code>/rules/", api.CenterRules.as_view(), name="center-rules"),
    path("usage-rules/comparison/", api.RulesComparison.as_view(), name="usage-rules-comparison"),
    path("usage-rules/drafts/", api.DraftList.as_view(), name="usage-rules-drafts"),
    path("usage-rules/drafts/<str:code>/", api.DraftDetail.as_view(), name="usage-rules-draft"),
    path("usage-rules/drafts/<str:code>/publication/", api.DraftPublication.as_view(), name="usage-rules-publication"),
    path("usage-rules/drafts/<str:code>/replays/", api.DraftReplays.as_view(), name="usage-rules-replays"),
    path("rules-replays/<str:code>/", api.Replay.as_view(), name="rules-replay"),
    path("rules-replays/<str:code>/resumption/", api.ReplayResumption.as_view(), name="rules-replay-resumption"),
    path("rules-replays/<str:code>/stop/", api.ReplayStop.as_view(), name="rules-replay-stop"),
    path("city-approvals/", api.CityApprovalList.as_view(), name="city-approvals"),
]
