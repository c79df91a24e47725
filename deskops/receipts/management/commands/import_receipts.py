from deskops.core.management.imports import ImportCommand


class Command(ImportCommand):
    help = "Take in a file of POS receipts (CSV in UTF-8 or GB18030, or XLSX)."
    kind = "receipts"
