from django.urls import URLPattern, path

from points import api, views

app_name = "points"
urlpatterns: list[URLPattern] = [
    path("points/", views.statement, name="statement"),
    path("points/rules/", views.earning_rules, name="earning-rules"),
    path("perks/", views.perks, name="perks"),
    path("perks/<str:code>/", views.perk, name="perk"),
    path("perks/<str:code>/orders/", views.perk_orders, name="perk-orders"),
    path("vouchers/", views.vouchers, name="vouchers"),
    path("vouchers/<str:code>/", views.voucher, name="voucher"),
    path("vouchers/<str:code>/cancellation/", views.voucher_cancellation, name="voucher-cancellation"),
    path("voucher-redemptions/", views.voucher_redemptions, name="voucher-redemptions"),
    path("voucher-redemptions/<str:token>/", views.voucher_redemption, name="voucher-redemption"),
]
api_urlpatterns: list[URLPattern] = [
    path("points/balance/", api.PointBalance.as_view(), name="point-balance"),
    path("points/postings/", api.PostingList.as_view(), name="postings"),
    path("points/rules/", api.RuleList.as_view(), name="rules"),
    path("points/chain-heads/", api.ChainHeads.as_view(), name="chain-heads"),
    path("perks/", api.PerkList.as_view(), name="perks"),
    path("perks/<str:code>/", api.PerkDetail.as_view(), name="perk"),
    path("perks/<str:code>/orders/", api.PerkOrders.as_view(), name="perk-orders"),
    path("vouchers/", api.VoucherList.as_view(), name="vouchers"),
    path("vouchers/<str:code>/", api.VoucherDetail.as_view(), name="voucher"),
    path("voucher-redemptions/", api.VoucherRedemptions.as_view(), name="voucher-redemptions"),
]
