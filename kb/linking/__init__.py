"""Linking: entries to studies, citations to entries and studies, claims to citations.

Ordered resolvers, the first hit wins. What is ambiguous stays unlinked and says why; a mention that disagrees with its
entry is miscited, with what it may mean listed beside it, and links to no study.
"""

from kb.linking.claims import citation_status, link_citations
from kb.linking.works import match_references

__all__ = ["citation_status", "link_citations", "match_references"]
