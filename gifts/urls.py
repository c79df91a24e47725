"""URLs of gifts."""

from django.urls import path

from .views import campaigns, counting, issuing, keeping, lists

app_name = "gifts"
urlpatterns = [
    path("gifts/", lists.stock, name="stock"),
    path("gifts/movements/", lists.moved, name="movements"),
    path("gifts/issue/", issuing.issue, name="issue"),
    path("gifts/issue/paper/", issuing.paper, name="paper"),
    path("gifts/register/", lists.register, name="register"),
    path("gifts/issues/<int:pk>/", issuing.given, name="given"),
    path("gifts/issues/<int:pk>/undo/", issuing.undo, name="undo"),
    path("gifts/documents/<int:pk>/", lists.document, name="document"),
    path("gifts/papers/", lists.purchases, name="purchases"),
    path("gifts/papers/<int:pk>/settle/", lists.settle, name="settle"),
    path("gifts/campaigns/", campaigns.campaigns, name="campaigns"),
    path("gifts/campaigns/new/", campaigns.campaign_new, name="campaign_new"),
    path("gifts/campaigns/<int:pk>/", campaigns.campaign, name="campaign"),
    path("gifts/campaigns/<int:pk>/rule/", campaigns.rule_new, name="rule_new"),
    path("gifts/items/", campaigns.items, name="items"),
    path("gifts/items/new/", campaigns.item_new, name="item_new"),
    path("gifts/draw/", keeping.draw, name="draw"),
    path("gifts/leftovers/", keeping.leftovers, name="leftovers"),
    path("gifts/arrive/", keeping.arrive, name="arrive"),
    path("gifts/arrivals/<int:pk>/", keeping.arrival, name="arrival"),
    path("gifts/requests/", keeping.requests, name="requests"),
    path("gifts/requests/new/", keeping.request_new, name="request_new"),
    path("gifts/requests/<int:pk>/", keeping.request_page, name="request"),
    path("gifts/requests/<int:pk>/ship/", keeping.ship, name="ship"),
    path("gifts/plans/", keeping.plans, name="plans"),
    path("gifts/plans/new/", keeping.plan_new, name="plan_new"),
    path("gifts/plans/<int:pk>/", keeping.plan, name="plan"),
    path("gifts/stores/", keeping.stores, name="stores"),
    path("gifts/counts/", counting.counts, name="counts"),
    path("gifts/counts/new/", counting.plan, name="count_new"),
    path("gifts/counts/<int:pk>/", counting.count, name="count"),
    path("gifts/counts/<int:pk>/start/", counting.start, name="count_start"),
    path("gifts/counts/<int:pk>/cancel/", counting.cancel, name="count_cancel"),
    path("gifts/counts/<int:pk>/enter/", counting.enter, name="count_enter"),
    path("gifts/counts/<int:pk>/add/", counting.add, name="count_add"),
    path("gifts/counts/<int:pk>/close/", counting.close, name="count_close"),
    path("gifts/counts/<int:pk>/recount/", counting.recount, name="count_recount"),
    path("gifts/counts/<int:pk>/order/", counting.order, name="count_order"),
    path("gifts/counts/<int:pk>/ask/", counting.ask, name="count_ask"),
    path("gifts/counts/<int:pk>/unask/", counting.unask, name="count_unask"),
]
