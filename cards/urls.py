"""URLs of cards."""

from django.urls import path

from .closing import views as closing
from .passing import views as passing
from .silver import views as silver
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
    path("cards/collected/", silver.collected, name="collected"),
    path("cards/collected/<int:pk>/", silver.destruction, name="destruction"),
    path("finance/takings/", takings.takings, name="takings"),
]
