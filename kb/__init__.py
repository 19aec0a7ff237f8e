"""Evidence and claims review: the claims of marketing copy, what they cite, and whether the evidence bears them out.

The story is the list of modules:
read -> cite -> segment -> claim -> refer -> link -> assess -> judge -> graph -> store.
Importing this package loads no model, opens no file and reaches no network.
"""
