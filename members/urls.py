"""URLs of members."""

from django.urls import path

from .views import applying, changing, exporting, identity, lists, member

app_name = "members"
urlpatterns = [
    path("members/new/", applying.new, name="new"),
    path("members/new/hints/", applying.hints, name="hints"),
    path("members/export/", exporting.export, name="export"),
    path("members/incomplete/", lists.incomplete_page, name="incomplete"),
    path("members/incomplete/<int:pk>/", lists.sent_list, name="list"),
    path("members/changes/batch/", lists.batch, name="batch"),
    path("members/applications/<int:pk>/", applying.application, name="application"),
    path("members/applications/<int:pk>/ask-again/", applying.ask_again, name="ask_again"),
    path("members/applications/<int:pk>/withdraw/", applying.withdraw, name="withdraw"),
    path("members/applications/<int:pk>/call/", applying.call, name="proxy_call"),
    path("members/supplies/<int:pk>/", identity.paper, name="supply_paper"),
    path("members/changes/", lists.changes, name="changes"),
    path("members/changes/<int:pk>/", changing.change, name="change"),
    path("members/changes/<int:pk>/call/", changing.call, name="change_call"),
    path("members/changes/<int:pk>/apply/", changing.apply, name="change_apply"),
    path("members/changes/<int:pk>/refuse/", changing.refuse, name="change_refuse"),
    path("members/<int:pk>/", member.show, name="member"),
    path("members/<int:pk>/later/", member.later, name="later"),
    path("members/<int:pk>/timeline/", member.timeline, name="timeline"),
    path("members/<int:pk>/reveal/", member.reveal, name="reveal"),
    path("members/<int:pk>/consent/", member.consent, name="consent"),
    path("members/<int:pk>/marketing/", member.marketing, name="marketing"),
    path("members/<int:pk>/identity/", identity.supply, name="supply"),
    path("members/<int:pk>/change/", changing.new, name="change_new"),
    path("members/<int:pk>/pin/", changing.pin, name="pin_new"),
    path("members/<int:pk>/change/hints/", changing.hints, name="change_hints"),
]
