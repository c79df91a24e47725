from deskops.core.management.imports import ImportCommand


class Command(ImportCommand):
    help = "Take in a file of members with their cards (CSV in UTF-8 or GB18030, or XLSX)."
    kind = "members"
