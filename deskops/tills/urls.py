"""URLs of the tills."""

from django.urls import path

from .views import closing, handing, lists, opening, sheets, shift

app_name = "tills"
urlpatterns = [
    path("tills/", lists.tills, name="tills"),
    path("tills/mine/", lists.mine, name="mine"),
    path("tills/papers/<int:document_id>/", lists.paper, name="document"),
    path("tills/<int:till_id>/open/", opening.open_till, name="open"),
    path("tills/<int:till_id>/float/", handing.float_page, name="float"),
    path("tills/<int:till_id>/day/", sheets.day, name="day"),
    path("tills/sheets/<int:sheet_id>/", sheets.sheet, name="sheet"),
    path("tills/shifts/<int:shift_id>/hand-over/", handing.over, name="hand_over"),
    path("tills/shifts/<int:shift_id>/", shift.shift_page, name="shift"),
    path("tills/shifts/<int:shift_id>/count/", closing.count, name="count"),
    path("tills/shifts/<int:shift_id>/pos/", closing.pos, name="pos"),
    path("tills/shifts/<int:shift_id>/close/", closing.close, name="close"),
    path("tills/differences/<int:difference_id>/", shift.difference_page, name="difference"),
]
