"""Campaigns with their rules, and the catalogue of gifts."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from deskops.core.pages import LatestPaginator, Tab, page
from deskops.core.refusals import Refused
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Store

from ..forms.keeping import CampaignForm, ItemForm, NewRuleForm
from ..models import Campaign, GiftItem
from ..queries.lists import PAGE
from ..queries.stock import campaigns_for
from ..roles import CAMPAIGNERS, EVERYBODY
from ..services.campaigning import add_campaign, add_item, add_rule
from .reach import campaign_in_reach
from .tabs import keeping


@desk_view(reads=EVERYBODY)
def campaigns(request: DeskRequest) -> HttpResponse:
    """Campaigns that run or are ahead, or those over."""
    store = request.access.store
    today, over = store.business_date(request.now), "over" in request.GET
    rows = campaigns_for(store).select_related("store").prefetch_related("offers__item")
    rows = rows.filter(ends__lt=today) if over else rows.filter(ends__gte=today)
    found: Paginator[Campaign] = LatestPaginator(rows.order_by("-ends" if over else "starts", "pk"), PAGE)
    url = reverse("gifts:campaigns")
    context = {
        "found": found.get_page(request.GET.get("page")),
        "today": today,
        "pages": keeping(request, "campaigns"),
        "tabs": [Tab(_("Running and ahead"), url, not over), Tab(_("Over"), f"{url}?over", over)],
        "may_add": request.access.may(*CAMPAIGNERS),
    }
    return render(request, "gifts/campaigns.html", context)


@desk_view(reads=EVERYBODY)
def campaign(request: DeskRequest, pk: int) -> HttpResponse:
    """One campaign: its rules by day, its gifts, its counts in this store."""
    found = campaign_in_reach(request, pk)
    today = request.access.store.business_date(request.now)
    context = {
        "campaign": found,
        "today": today,
        "rules": found.rules.select_related("made_by").order_by("-holds_from"),
        "offers": found.offers.select_related("item").order_by("item__name"),
        "counts": found.counts.filter(store=request.access.store).select_related("document", "place"),
        "may_add": request.access.may(*CAMPAIGNERS),
    }
    return render(request, "gifts/campaign.html", context)


@desk_view(acts=CAMPAIGNERS)
def campaign_new(request: DeskRequest) -> HttpResponse:
    """Announce a campaign with its first rule."""
    store = request.access.store
    form = CampaignForm(request.POST or None, initial={"starts": store.business_date(request.now)})
    made = form.attempt(
        lambda: add_campaign(
            request_key=form.cleaned_data["request_key"],
            name=form.cleaned_data["name"],
            store=_reach(request, form.cleaned_data["here"]),
            starts=form.cleaned_data["starts"],
            ends=form.cleaned_data["ends"],
            items=list(form.cleaned_data["items"]),
            rule=form.terms,
            by=request.user,
            now=request.now,
        )
    )
    if made:
        messages.success(request, _("Announced: %(campaign)s.") % {"campaign": made})
        return redirect("gifts:campaign", made.pk)
    context = {"form": form, "back_url": reverse("gifts:campaigns")}
    return page(request, "gifts/campaign_new.html", context)


def _reach(request: DeskRequest, here: bool) -> Store | None:
    """This store, or the whole chain for who is posted to it. Raises Refused for others."""
    if here:
        return request.access.store
    if not request.access.whole_chain:
        raise Refused(
            "not_the_chain",
            _("Only head office announces a campaign for the whole chain."),
            field="here",
            remedy=_("Announce it for this store."),
        )
    return None


@desk_view(acts=CAMPAIGNERS)
def rule_new(request: DeskRequest, pk: int) -> HttpResponse:
    """Another rule from a day on; earlier purchases keep theirs."""
    found = campaign_in_reach(request, pk)
    last = (
        found.rules.order_by("-holds_from").values(*NewRuleForm.base_fields.keys() - {"request_key"}).first()
    )
    form = NewRuleForm(request.POST or None, initial={**(last or {}), "holds_from": None})
    made = form.attempt(
        lambda: add_rule(
            request_key=form.cleaned_data["request_key"],
            campaign=_own(request, found),
            holds_from=form.cleaned_data["holds_from"],
            rule=form.terms,
            by=request.user,
            now=request.now,
        )
    )
    if made:
        return redirect("gifts:campaign", pk)
    context = {"form": form, "campaign": found, "back_url": reverse("gifts:campaign", args=[pk])}
    return page(request, "gifts/rule_new.html", context)


def _own(request: DeskRequest, found: Campaign) -> Campaign:
    _reach(request, found.store_id is not None)
    return found


@desk_view(reads=EVERYBODY)
def items(request: DeskRequest) -> HttpResponse:
    """The chain's catalogue of gifts."""
    found: Paginator[GiftItem] = LatestPaginator(GiftItem.objects.order_by("name", "pk"), PAGE)
    context = {
        "found": found.get_page(request.GET.get("page")),
        "may_add": request.access.may(*CAMPAIGNERS),
        "pages": keeping(request, "items"),
    }
    return render(request, "gifts/items.html", context)


@desk_view(acts=CAMPAIGNERS)
def item_new(request: DeskRequest) -> HttpResponse:
    """A gift for the catalogue."""
    form = ItemForm(request.POST or None)
    made = form.attempt(
        lambda: add_item(
            request_key=form.cleaned_data["request_key"],
            item=GiftItem(**form.asked),
            by=request.user,
            now=request.now,
        )
    )
    if made:
        return redirect("gifts:items")
    context = {
        "form": form,
        "title": _("New gift"),
        "submit_label": _("Into the catalogue"),
        "back_url": reverse("gifts:items"),
    }
    return page(request, "pages/form.html", context)
