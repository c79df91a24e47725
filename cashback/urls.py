"""URLs of cashback."""

from django.urls import path

from .views import board, boxes, counter, exceptions, making

app_name = "cashback"
urlpatterns = [
    path("cashback/", board.current, name="current"),
    path("cashback/late/", board.late, name="late"),
    path("cashback/open/", board.open_month, name="open"),
    path("cashback/pay/", counter.find, name="find"),
    path("cashback/members/<int:pk>/", counter.member, name="member"),
    path("cashback/lines/<int:pk>/pay/", counter.pay, name="pay"),
    path("cashback/lines/<int:pk>/call/", counter.call, name="call"),
    path("cashback/papers/<int:pk>/", counter.payout, name="payout"),
    path("cashback/files/<int:pk>/", making.file, name="file"),
    path("cashback/boxes/<int:pk>/", boxes.box, name="box"),
    path("cashback/turns/<int:pk>/", boxes.turn, name="turn"),
    path("cashback/turns/<int:pk>/hand-over/", boxes.over, name="hand_over"),
    path("cashback/differences/<int:pk>/", boxes.difference, name="difference"),
    path("cashback/exceptions/<int:pk>/", exceptions.exception, name="exception"),
    path("cashback/<int:pk>/", board.cycle, name="cycle"),
    path("cashback/<int:pk>/lines/", board.lines, name="lines"),
    path("cashback/<int:pk>/list/", making.making, name="making"),
    path("cashback/<int:pk>/list/compute/", making.compute, name="compute"),
    path("cashback/<int:pk>/list/send/", making.send, name="send"),
    path("cashback/<int:pk>/calls/", counter.calls, name="calls"),
    path("cashback/<int:pk>/draw/", boxes.draw, name="draw"),
    path("cashback/<int:pk>/exceptions/", exceptions.listed, name="exceptions"),
    path("cashback/<int:pk>/exceptions/new/", exceptions.new, name="exception_new"),
    path("cashback/<int:pk>/back/", board.back, name="back"),
    path("cashback/<int:pk>/close/", board.close, name="close"),
]
