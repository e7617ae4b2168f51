from django.urls import URLPattern, path

from points.api import vouchers as api
from points.views import vouchers as views

urlpatterns: list[URLPattern] = [
    path("vouchers/", views.vouchers, name="vouchers"),
    path("vouchers/<str:code>/", views.voucher, name="voucher"),
    path("vouchers/<str:code>/cancellation/", views.voucher_cancellation, name="voucher-cancellation"),
    path("voucher-redemptions/", views.voucher_redemptions, name="voucher-redemptions"),
    path("voucher-redemptions/<str:token>/", views.voucher_redemption, name="voucher-redemption"),
]
api_urlpatterns: list[URLPattern] = [
    path("vouchers/", api.VoucherList.as_view(), name="vouchers"),
    path("vouchers/<str:code>/", api.VoucherDetail.as_view(), name="voucher"),
    path("voucher-redemptions/", api.VoucherRedemptions.as_view(), name="voucher-redemptions"),
]
