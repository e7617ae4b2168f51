from django.urls import URLPattern, path

from bookings.api import equipment as api
from bookings.views import equipment, equipment_desk

urlpatterns: list[URLPattern] = [
    path("equipment/", equipment.equipment_list, name="equipment-list"),
    path("equipment/<str:code>/loans/new/", equipment.loan_new, name="loan-new"),
    path("equipment/<str:code>/changes/", equipment_desk.equipment_changes, name="equipment-changes"),
    path(
        "equipment/<str:code>/pieces/<int:number>/withdrawal/",
        equipment_desk.piece_withdrawal,
        name="piece-withdrawal",
    ),
    path("equipment/<str:code>/pieces/<int:number>/return/", equipment_desk.piece_return, name="piece-return"),
    path("bookings/<str:code>/loans/new/", equipment.booking_loan_new, name="booking-loan-new"),
    path("loans/", equipment.loans, name="loans"),
    path("loans/<str:code>/", equipment.loan, name="loan"),
    path("loans/<str:code>/cancellation/", equipment.loan_cancellation, name="loan-cancellation"),
    path("loans/<str:code>/hand-out/", equipment_desk.loan_hand_out, name="loan-hand-out"),
    path("loans/<str:code>/return/", equipment_desk.loan_return, name="loan-return"),
    path("desk/centers/<slug:code>/loans/", equipment_desk.center_loans, name="center-loans"),
    path("desk/centers/<slug:code>/loans/new/", equipment_desk.center_loan_new, name="center-loan-new"),
    path("desk/centers/<slug:code>/equipment/", equipment_desk.center_equipment, name="center-equipment"),
    path("desk/centers/<slug:code>/equipment/new/", equipment_desk.center_equipment_new, name="center-equipment-new"),
]
api_urlpatterns: list[URLPattern] = [
    path("equipment/", api.EquipmentList.as_view(), name="equipment-list"),
    path("loans/", api.LoanList.as_view(), name="loans"),
    path("loans/<str:code>/", api.LoanDetail.as_view(), name="loan"),
    path("loans/<str:code>/cancellation/", api.LoanCancellation.as_view(), name="loan-cancellation"),
    path("loans/<str:code>/hand-out/", api.LoanHandOut.as_view(), name="loan-hand-out"),
    path("loans/<str:code>/return/", api.LoanReturn.as_view(), name="loan-return"),
    path("desk/centers/<slug:code>/loans/", api.DeskLoanList.as_view(), name="center-loans"),
]
