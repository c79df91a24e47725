"""URLs of refunds."""

from django.urls import path

from .views import (
    banking,
    crediting,
    finding,
    inquiries,
    lists,
    paying,
    pickups,
    preparing,
    purchases,
    showing,
)

app_name = "refunds"
urlpatterns = [
    path("refunds/", lists.refunds, name="list"),
    path("refunds/new/", finding.new, name="new"),
    path("refunds/new/paper/", finding.paper, name="paper"),
    path("refunds/papers/<int:pk>/", showing.document, name="document"),
    path("refunds/pickups/", pickups.pickups, name="pickups"),
    path("refunds/pickups/<int:pk>/collect/", pickups.collect, name="collect"),
    path("refunds/<int:pk>/", showing.refund, name="refund"),
    path("refunds/<int:pk>/is/<slug:seen>/", showing.state, name="state"),
    path("refunds/<int:pk>/goods/", preparing.goods, name="goods"),
    path("refunds/<int:pk>/check/", preparing.checked, name="check"),
    path("refunds/<int:pk>/ask/", preparing.ask, name="ask"),
    path("refunds/<int:pk>/change/", preparing.change, name="change"),
    path("refunds/<int:pk>/cancel/", preparing.cancel, name="cancel"),
    path("refunds/credits/", crediting.awaited, name="credits"),
    path("refunds/credits/<int:pk>/", crediting.confirm, name="confirm_credit"),
    path("refunds/bank/", banking.bank, name="bank"),
    path("refunds/bank/<int:pk>/", banking.line, name="bank_line"),
    path("refunds/inquiries/", inquiries.listed, name="inquiries"),
    path("refunds/inquiries/new/<int:pk>/", inquiries.new, name="new_inquiry"),
    path("refunds/inquiries/<int:pk>/", inquiries.inquiry, name="inquiry"),
    path("refunds/inquiries/<int:pk>/paper/", inquiries.paper, name="inquiry_paper"),
    path("refunds/inquiries/<int:pk>/<slug:step>/", inquiries.go_on, name="inquiry_step"),
    path("refunds/purchases/", purchases.purchases, name="purchases"),
    path("refunds/purchases/<int:pk>/", purchases.purchase, name="purchase"),
    path("refunds/<int:pk>/sign/", paying.sign, name="sign"),
    path("refunds/<int:pk>/difference/", paying.difference, name="difference"),
    path("refunds/money/<int:pk>/step/", paying.step, name="step"),
    path("refunds/money/<int:pk>/fail/", paying.fail, name="fail"),
    path("refunds/money/<int:pk>/resume/", paying.again, name="resume"),
    path("refunds/money/<int:pk>/abandon/", paying.give_up, name="abandon"),
    path("refunds/money/<int:pk>/divert/", paying.divert, name="divert"),
]
