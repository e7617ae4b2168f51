from django.urls import URLPattern, path

from points.api import communities, gift_desk
from points.api import giving as api
from points.views import giving as views

urlpatterns: list[URLPattern] = [
    path("points/gifts/", views.gifts, name="gifts"),
    path("points/gifts/codes/", views.gift_codes, name="gift-codes"),
    path("points/gifts/to/<str:word>/", views.gift_new, name="gift-new"),
    path("points/gifts/<str:code>/", views.gift, name="gift"),
    path("points/gifts/<str:code>/answer/", views.gift_answer, name="gift-answer"),
    path("points/gifts/<str:code>/return/", views.gift_return, name="gift-return"),
    path("points/gifts/<str:code>/block/", views.gift_block, name="gift-block"),
    path("points/gifts/<str:code>/words/<slug:side>/report/", views.gift_report, name="gift-report"),
    path("points/gift-address/", views.gift_address, name="gift-address"),
    path("points/gift-address/closing/", views.gift_address_closing, name="gift-address-closing"),
    path("points/gifts/<str:code>/block/ending/", views.gift_unblocking, name="gift-unblocking"),
    path("points/gift-terms/", views.gift_terms_page, name="gift-terms-page"),
    path("points/communities/", views.communities, name="communities"),
    path("points/communities/<str:code>/gifts/", views.community_gifts, name="community-gifts"),
    path("points/communities/<str:code>/address/", views.community_address, name="community-address"),
    path("desk/points/gift-terms/", views.gift_terms_list, name="gift-terms-list"),
    path("desk/points/gift-reports/", views.gift_reports, name="gift-reports"),
    path("desk/points/gift-reports/<str:code>/", views.gift_report_decision, name="gift-report-decision"),
]
api_urlpatterns: list[URLPattern] = [
    path("points/gifts/", api.GiftList.as_view(), name="gifts"),
    path("points/gifts/<str:code>/", api.GiftDetail.as_view(), name="gift"),
    path("points/gifts/<str:code>/answer/", api.GiftAnswer.as_view(), name="gift-answer"),
    path("points/gifts/<str:code>/return/", api.GiftReturn.as_view(), name="gift-return"),
    path("points/gifts/<str:code>/block/", api.GiftBlock.as_view(), name="gift-block"),
    path("points/gifts/<str:code>/words/<slug:side>/report/", api.GiftReport.as_view(), name="gift-note-report"),
    path("points/gift-blocks/", api.GiftBlocks.as_view(), name="gift-blocks"),
    path("points/gift-address/", api.Address.as_view(), name="gift-address"),
    path("points/gift-limits/", api.GiftLimits.as_view(), name="gift-limits"),
    path("points/gift-terms/", api.Terms.as_view(), name="gift-terms"),
    path("points/gift-terms/versions/", gift_desk.TermsVersions.as_view(), name="gift-terms-versions"),
    path("points/gift-reports/", gift_desk.GiftReports.as_view(), name="gift-reports"),
    path("points/gift-reports/<str:code>/", gift_desk.GiftReportDetail.as_view(), name="gift-report"),
    path(
        "points/gift-reports/<str:code>/decision/", gift_desk.GiftReportDecision.as_view(), name="gift-report-decision"
    ),
    path("points/communities/", api.CommunityList.as_view(), name="communities"),
    path("points/communities/<str:code>/", communities.CommunityBooks.as_view(), name="community"),
    path("points/communities/<str:code>/gifts/", communities.CommunityGifts.as_view(), name="community-gifts"),
    path("points/communities/<str:code>/uses/", communities.CommunityUses.as_view(), name="community-uses"),
    path("points/communities/<str:code>/address/", communities.CommunityAddress.as_view(), name="community-address"),
]
