from django.urls import URLPattern, path

from points.api import booklets as paper
from points.api import desk_booklets as desk_paper
from points.api import settling
from points.api import slip_corrections as corrections
from points.api import slip_returns as returns
from points.api import tills as api
from points.views import desk_booklets, payments, settlements, shops, slip_corrections, slip_returns

urlpatterns: list[URLPattern] = [
    path("payment-codes/", payments.payment_codes, name="payment-codes"),
    path("payment-codes/<str:code>/", payments.payment_code, name="payment-code"),
    path("tills/<str:code>/", payments.till, name="till"),
    path("payments/", payments.payments, name="payments"),
    path("payments/<str:code>/", payments.payment, name="payment"),
    path("payments/<str:code>/refunds/", payments.payment_refunds, name="payment-refunds"),
    path("payment-booklets/", payments.payment_booklets, name="payment-booklets"),
    path("payment-booklets/<str:code>/", payments.payment_booklet, name="payment-booklet"),
    path("payment-booklets/<str:code>/blocking/", payments.payment_booklet_blocking, name="payment-booklet-blocking"),
    path("payment-scans/<str:token>/", shops.payment_scan, name="payment-scan"),
    path("shops/", shops.shops, name="shops"),
    path("shops/<str:code>/", shops.shop, name="shop"),
    path("shops/<str:code>/sheet/", shops.shop_sheet, name="shop-sheet"),
    path("shops/<str:code>/slips/", shops.shop_slips, name="shop-slips"),
    path("shops/<str:code>/statement/", shops.shop_statement, name="shop-statement"),
    path("settlements/<str:code>/", settlements.settlement, name="settlement"),
    path("desk/points/booklets/", desk_booklets.desk_booklets, name="desk-booklets"),
    path("desk/points/booklets/of/<str:number>/", desk_booklets.desk_member_booklets, name="desk-member-booklets"),
    path("desk/points/booklets/<str:code>/", desk_booklets.desk_booklet, name="desk-booklet"),
    path(
        "desk/points/booklets/<str:code>/blocking/", desk_booklets.desk_booklet_blocking, name="desk-booklet-blocking"
    ),
    path("desk/points/shop-contracts/", settlements.shop_contracts, name="shop-contracts"),
    path(
        "desk/points/shop-contracts/<str:code>/ending/", settlements.shop_contract_ending, name="shop-contract-ending"
    ),
    path("desk/points/shop-contracts/<str:code>/mail/", settlements.shop_contract_mail, name="shop-contract-mail"),
    path("desk/points/slips/", slip_corrections.slips, name="slips"),
    path("desk/points/slips/<str:code>/correction/", slip_corrections.slip_correction, name="slip-correction"),
    path("desk/points/slip-cases/", settlements.slip_cases, name="slip-cases"),
    path("desk/points/slip-cases/<str:code>/", settlements.slip_case, name="slip-case"),
    path("desk/points/slip-cases/<str:code>/return/", slip_returns.slip_return, name="slip-return"),
    path("desk/points/settlements/", settlements.settlements, name="settlements"),
    path("desk/points/settlements/closing/", settlements.settlement_closing, name="settlement-closing"),
]
api_urlpatterns: list[URLPattern] = [
    path("payment-codes/", api.PaymentCodes.as_view(), name="payment-codes"),
    path("payments/", api.PaymentList.as_view(), name="payments"),
    path("payments/<str:code>/", api.PaymentDetail.as_view(), name="payment"),
    path("payments/<str:code>/refunds/", api.PaymentRefunds.as_view(), name="payment-refunds"),
    path("tills/<str:code>/payments/", api.TillPayments.as_view(), name="till-payments"),
    path("shops/", api.ShopList.as_view(), name="shops"),
    path("shops/<str:code>/payments/", api.ShopPayments.as_view(), name="shop-payments"),
    path("shops/<str:code>/slips/", api.ShopSlips.as_view(), name="shop-slips"),
    path("shops/<str:code>/settlements/", api.ShopSettlements.as_view(), name="shop-settlements"),
    path("shops/<str:code>/statement/", settling.ShopStatement.as_view(), name="shop-statement"),
    path("shops/<str:code>/statement/table/", settling.ShopStatementTable.as_view(), name="shop-statement-table"),
    path("shop-contracts/", settling.ContractList.as_view(), name="shop-contracts"),
    path("shop-contracts/<str:code>/", settling.ContractDetail.as_view(), name="shop-contract"),
    path("shop-contracts/<str:code>/ending/", settling.ContractEnding.as_view(), name="shop-contract-ending"),
    path("shop-contracts/<str:code>/mail/", settling.ContractMail.as_view(), name="shop-contract-mail"),
    path("settlements/", settling.SettlementList.as_view(), name="settlements"),
    path("settlements/table/", settling.SettlementsTable.as_view(), name="settlements-table"),
    path("settlements/<str:code>/", api.SettlementDetail.as_view(), name="settlement"),
    path("settlements/<str:code>/lines/", settling.SettlementLines.as_view(), name="settlement-lines"),
    path("settlements/<str:code>/table/", settling.SettlementTable.as_view(), name="settlement-table"),
    path("slips/<str:code>/corrections/", corrections.SlipCorrections.as_view(), name="slip-corrections"),
    path("slip-cases/", settling.SlipCases.as_view(), name="slip-cases"),
    path("slip-cases/<str:code>/", settling.SlipCase.as_view(), name="slip-case"),
    path("slip-cases/<str:code>/decision/", api.SlipDecision.as_view(), name="slip-decision"),
    path("slip-cases/<str:code>/returns/", returns.SlipReturns.as_view(), name="slip-returns"),
    path("slip-returns/<str:code>/decision/", returns.SlipReturnDecision.as_view(), name="slip-return-decision"),
    path("desk-booklets/", desk_paper.DeskBooklets.as_view(), name="desk-booklets"),
    path("desk-booklets/<str:code>/", desk_paper.DeskBooklet.as_view(), name="desk-booklet"),
    path("desk-booklets/<str:code>/blocking/", desk_paper.DeskBookletBlocking.as_view(), name="desk-booklet-blocking"),
    path("payment-booklets/", paper.Booklets.as_view(), name="payment-booklets"),
    path("payment-booklets/<str:code>/", paper.Booklet.as_view(), name="payment-booklet"),
    path("payment-booklets/<str:code>/blocking/", paper.BookletBlocking.as_view(), name="payment-booklet-blocking"),
]
