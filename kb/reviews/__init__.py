"""What people said: an append-only log of decisions, notes and claims that the machine missed, and all that follows.

`schema.sql` holds the rules, as triggers; `ReviewLog` writes and reads for one person at a time; `seal` keeps from all
others what is not open yet. Imports neither the stages nor the pages.
"""

from kb.reviews.events import (
    Awaits,
    ClaimReviews,
    ClaimSeen,
    Event,
    Mine,
    Orphan,
    Replayed,
    ReviewRefused,
    Stale,
    mentions,
)
from kb.reviews.exchange import Imported, backup, export_lines, import_lines
from kb.reviews.log import ReviewLog
from kb.reviews.seal import attach_empty, attach_to, install_seal
from kb.reviews.verifying import Verified, verify

__all__ = [
    "Awaits",
    "ClaimReviews",
    "ClaimSeen",
    "Event",
    "Imported",
    "Mine",
    "Orphan",
    "Replayed",
    "ReviewLog",
    "ReviewRefused",
    "Stale",
    "Verified",
    "attach_empty",
    "attach_to",
    "backup",
    "export_lines",
    "import_lines",
    "install_seal",
    "mentions",
    "verify",
]
