"""URLs of cards."""

from django.urls import path

from .closing import views as closing
from .group import returning
from .group import views as group
from .passing import views as passing
from .renewal import views as renewal
from .silver import views as silver
from .stock import views as stock
from .views import money, plastic, takings

app_name = "cards"
urlpatterns = [
    path("cards/sell/", money.sell, name="sell"),
    path("cards/top-up/", money.top_up, name="top_up"),
    path("cards/redeem/", money.redeem, name="redeem"),
    path("cards/look/", money.look, name="look"),
    path("cards/acts/<int:pk>/", plastic.act, name="act"),
    path("cards/<int:pk>/", plastic.card, name="card"),
    path("cards/<int:pk>/freeze/", plastic.freeze, name="freeze"),
    path("cards/<int:pk>/lost/", plastic.lost, name="lost"),
    path("cards/<int:pk>/replace/", plastic.replace, name="replace"),
    path("cards/<int:pk>/statement/", plastic.statement, name="statement"),
    path("cards/members/<int:pk>/lost/", plastic.member_lost, name="member_lost"),
    path("cards/members/<int:pk>/replace/", plastic.member_replace, name="member_replace"),
    path("cards/<int:pk>/close/", closing.close, name="close"),
    path("cards/<int:pk>/transfer/", passing.transfer, name="transfer"),
    path("cards/<int:pk>/exchange/", passing.exchange, name="exchange"),
    path("cards/closings/", closing.closings, name="closings"),
    path("cards/closings/<int:pk>/", closing.closing, name="closing"),
    path("cards/members/<int:pk>/tier/", silver.change, name="member_tier"),
    path("cards/members/<int:pk>/renew/", renewal.renew, name="renew"),
    path("cards/expiring/", renewal.listed, name="expirings"),
    path("cards/expiring/<int:pk>/", renewal.line, name="expiring"),
    path("cards/collected/", silver.collected, name="collected"),
    path("cards/collected/<int:pk>/", silver.destruction, name="destruction"),
    path("cards/group/", group.group, name="group"),
    path("cards/group/new/", group.new, name="group_new"),
    path("cards/group/figures/", group.figures, name="group_figures"),
    path("cards/group/<int:pk>/", group.order, name="group_order"),
    path("cards/group/<int:pk>/correct/", group.correct, name="group_correct"),
    path("cards/group/<int:pk>/pay/", group.pay, name="group_pay"),
    path("cards/group/<int:pk>/activate/", group.activate, name="group_activate"),
    path("cards/group/<int:pk>/cancel/", group.cancel, name="group_cancel"),
    path("cards/group/<int:pk>/give-back/", returning.give_back, name="group_give_back"),
    path("cards/group/returns/<int:pk>/", returning.returned, name="group_return"),
    path("cards/group/returns/<int:pk>/pay-back/", returning.pay_back, name="group_pay_back"),
    path("cards/group/identities/<int:pk>/", group.identity, name="group_identity"),
    path("cards/stock/", stock.stock, name="stock"),
    path("cards/stock/give/", stock.give, name="stock_give"),
    path("cards/stock/spoil/", stock.spoil, name="stock_spoil"),
    path("cards/stock/count/", stock.count, name="stock_count"),
    path("cards/stock/papers/<int:pk>/", stock.paper, name="stock_paper"),
    path("finance/takings/", takings.takings, name="takings"),
]
