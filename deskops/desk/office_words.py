"""Words of the back office's shell that its own Chinese lacks, named here so that our catalogue has them."""

from django.utils.translation import gettext_noop

WORDS = (
    gettext_noop("Available shortcuts"),
    gettext_noop("Change History"),
    gettext_noop("Changelist shortcuts"),
    gettext_noop("Command tool shortcuts"),
    gettext_noop("Comment"),
    gettext_noop("Create new record"),
    gettext_noop("Default"),
    gettext_noop("Edit"),
    gettext_noop("Field"),
    gettext_noop("Global shortcuts"),
    gettext_noop("Go back to history list"),
    gettext_noop("Group"),
    gettext_noop("No results found"),
    gettext_noop("Object"),
    gettext_noop("Open command tool"),
    gettext_noop("Open selection"),
    gettext_noop("Open selection in new tab"),
    gettext_noop("Open shortcuts list"),
    gettext_noop("Previous"),
    gettext_noop("Run the selected action"),
    gettext_noop("Search apps and models..."),
    gettext_noop("Select"),
    gettext_noop("System"),
    gettext_noop("This page yielded into no results. Create a new item or reset your filters."),
    gettext_noop("Toggle dark/light mode"),
    gettext_noop("Toggle filter"),
    gettext_noop("Toggle sidebar"),
    gettext_noop("Welcome"),
)
