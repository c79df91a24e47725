"""What comes after a refund, plugged into the desk: purchases compared, credits, inquiries."""

from deskops.receipts.plugs import ImportFollower, import_followers

from .services.matching import follow_import

import_followers.add(ImportFollower("refunds", follow_import))
