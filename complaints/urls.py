"""URLs of complaints and enquiries."""

from django.urls import path

from .views import cases, enquiries, gifts, lists, statistics

app_name = "complaints"
urlpatterns = [
    path("complaints/", lists.complaints, name="list"),
    path("complaints/new/", cases.new, name="new"),
    path("complaints/statistics/", statistics.figures, name="statistics"),
    path("complaints/statistics/measure/", statistics.measure, name="measure"),
    path("complaints/<int:pk>/", cases.complaint, name="complaint"),
    path("complaints/<int:pk>/evidence/<int:position>/", cases.evidence, name="evidence"),
    path("complaints/<int:pk>/gift/", gifts.gift, name="gift"),
    *(path(f"complaints/<int:pk>/{slug}/", view, name=slug) for slug, view in cases.VIEWS.items()),
    path("enquiries/", enquiries.listed, name="enquiries"),
    path("enquiries/new/", enquiries.new, name="new_enquiry"),
    path("enquiries/look/", enquiries.look, name="look"),
    path("enquiries/questions/", enquiries.frequent, name="questions"),
    path("enquiries/directory/", enquiries.numbers, name="directory"),
    path("enquiries/<int:pk>/", enquiries.enquiry, name="enquiry"),
    *(
        path(f"enquiries/<int:pk>/{slug}/", view, name=f"enquiry_{slug}")
        for slug, view in enquiries.VIEWS.items()
    ),
]
