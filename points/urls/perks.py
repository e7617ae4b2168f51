from django.urls import URLPattern, path

from points.api import perk_plans as plans_api
from points.api import perks as api
from points.api import pickups as pickups_api
from points.views import perk_plans, pickups, support
from points.views import perks as views

urlpatterns: list[URLPattern] = [
    path("perks/", views.perks, name="perks"),
    path("perks/<str:code>/", views.perk, name="perk"),
    path("perks/<str:code>/orders/", views.perk_orders, name="perk-orders"),
    path("perk-plans/", perk_plans.perk_plans, name="perk-plans"),
    path("perk-plans/new/", perk_plans.perk_plan_new, name="perk-plan-new"),
    path("perk-plans/<str:code>/", perk_plans.perk_plan, name="perk-plan"),
    path("perk-plans/<str:code>/change/", perk_plans.perk_plan_change, name="perk-plan-change"),
    path("perk-plans/<str:code>/ending/", perk_plans.perk_plan_ending, name="perk-plan-ending"),
    path("perk-plans/<str:code>/withdrawal/", perk_plans.perk_plan_withdrawal, name="perk-plan-withdrawal"),
    path("pickups/", pickups.pickups, name="pickups"),
    path("pickups/<str:code>/", pickups.pickup, name="pickup"),
    path("pickups/<str:code>/cancellation/", pickups.pickup_cancellation, name="pickup-cancellation"),
    path("support-communities/", support.support_communities, name="support-communities"),
    path("support-communities/<str:code>/", support.support_community, name="support-community"),
]
api_urlpatterns: list[URLPattern] = [
    path("perks/", api.PerkList.as_view(), name="perks"),
    path("perks/<str:code>/", api.PerkDetail.as_view(), name="perk"),
    path("perks/<str:code>/orders/", api.PerkOrders.as_view(), name="perk-orders"),
    path("support-communities/", api.SupportCommunities.as_view(), name="support-communities"),
    path("support-communities/<str:code>/", api.SupportCommunity.as_view(), name="support-community"),
    path("perk-plans/", plans_api.PerkPlans.as_view(), name="perk-plans"),
    path("perk-plans/preview/", plans_api.PerkPlanPreview.as_view(), name="perk-plan-preview"),
    path("perk-plans/<str:code>/", plans_api.PerkPlan.as_view(), name="perk-plan"),
    path("perk-plans/<str:code>/supplies/", plans_api.PerkSupplies.as_view(), name="perk-supplies"),
    path("perk-plans/<str:code>/ending/", plans_api.PerkEnding.as_view(), name="perk-ending"),
    path("perk-plans/<str:code>/withdrawal/", plans_api.PerkWithdrawal.as_view(), name="perk-withdrawal"),
    path("pickups/", pickups_api.Pickups.as_view(), name="pickups"),
    path("pickups/<str:code>/", pickups_api.Pickup.as_view(), name="pickup"),
    path("pickups/<str:code>/cancellation/", pickups_api.PickupCancellation.as_view(), name="pickup-cancellation"),
]
