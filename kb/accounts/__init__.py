"""Who may sign in and as what: accounts in a file of their own, passwords as argon2id hashes, back-off after failures.

Knows nothing of pages and of reviews. The file is made for its owner alone (mode 0600), is never served and never
attached to a database that is.
"""

from kb.accounts.passwords import SHORTEST_PASSWORD
from kb.accounts.signing_in import SignedIn, SignIn, Wait, Wrong, sign_in
from kb.accounts.store import NAME, AccountRefused, Accounts, User

__all__ = [
    "NAME",
    "SHORTEST_PASSWORD",
    "AccountRefused",
    "Accounts",
    "SignIn",
    "SignedIn",
    "User",
    "Wait",
    "Wrong",
    "sign_in",
]
