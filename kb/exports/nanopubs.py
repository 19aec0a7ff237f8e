"""Verdicts as nanopublications (Nanopublication Guidelines, working draft of 2015), in TriG: what is said, where it
comes from, who publishes it, in three graphs that a fourth joins.

A verdict of the program and a decision of a person are two nanopublications; a claim that nothing could be held against
has none of the program. Names follow from ids, and no clock is
read: `dcterms:created` is the day of the decision, or that on which the copy was captured, and is left out where
neither is known.
"""

from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version

from rdflib import Dataset, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, PROV, RDF, RDFS, XSD

from kb.escaping import printable
from kb.exports.iris import iri, study_iri, web_address
from kb.labels import VerdictTag
from kb.meanings import verdict_class
from kb.reports.contents import Report, ReportedClaim

NP = Namespace("http://www.nanopub.org/nschema#")
CITO = Namespace("http://purl.org/spar/cito/")
SCHEMA = Namespace("https://schema.org/")
# How a claim leans on the study whose finding decided (CiTO, the Citation Typing Ontology).
_DECIDED = {VerdictTag.SUPPORTED: CITO.isSupportedBy, VerdictTag.CONTRADICTED: CITO.isDisputedBy}


def nanopub_pieces(reports: Iterable[Report], base: str) -> Iterator[str]:
    """All nanopublications, a piece of TriG each."""
    for report in reports:
        for dataset in nanopubs(report, base):
            yield dataset.serialize(format="trig").strip() + "\n\n"


def nanopubs(report: Report, base: str) -> Iterator[Dataset]:
    """The nanopublications of an article, in the order of its text."""
    for claim in report.claims:
        if claim.verdict and verdict_class({"verdict": claim.verdict, "reason": claim.reason}) != "unchecked":
            agent = {URIRef(iri(base, "software", "claims-kb")): f"claims-kb {version('claims-kb')}"}
            made = _Nanopub(report, claim, base, claim.id)
            made.verdict(claim.verdict, claim.reason)
            made.evidence()
            made.by(agent, PROV.SoftwareAgent, report.article.captured, claim.rationale)
            yield made.dataset
        said = claim.decided
        if said and said.outcome:
            made = _Nanopub(report, claim, base, f"{claim.id}.decision")
            made.verdict(said.outcome)
            people = {URIRef(iri(base, "person", name)): name for name in said.by.split(", ")}
            made.by(people, PROV.Person, said.at[:10], " ".join(said.reasons))
            yield made.dataset


class _Nanopub:
    """One nanopublication while it is made: head, assertion, provenance and publication info."""

    def __init__(self, report: Report, claim: ReportedClaim, base: str, ident: str) -> None:
        self._report, self._claim, self._base = report, claim, base
        self.uri = URIRef(iri(base, "np", ident))
        self.dataset = Dataset()
        self._vocabulary = Namespace(f"{iri(base, 'vocab', '')}")
        for prefix, space in (("np", NP), ("cito", CITO), ("schema", SCHEMA), ("kb", self._vocabulary)):
            self.dataset.bind(prefix, space)
        head = self.dataset.graph(URIRef(f"{self.uri}#Head"))
        self.assertion, self._provenance, self._info = (
            self.dataset.graph(URIRef(f"{self.uri}#{part}")) for part in ("assertion", "provenance", "pubinfo")
        )
        head.add((self.uri, RDF.type, NP.Nanopublication))
        head.add((self.uri, NP.hasAssertion, self.assertion.identifier))
        head.add((self.uri, NP.hasProvenance, self._provenance.identifier))
        head.add((self.uri, NP.hasPublicationInfo, self._info.identifier))
        self._subject = URIRef(iri(base, "claim", claim.id))
        self._article = URIRef(iri(base, "article", report.article.id))

    def verdict(self, outcome: str, reason: str = "") -> None:
        """What is said: the claim in its words, where it stands, and what became of it."""
        graph = self.assertion
        graph.add((self._subject, RDF.type, SCHEMA.Claim))
        graph.add((self._subject, SCHEMA.text, Literal(printable(self._claim.quote), lang="en")))
        graph.add((self._subject, SCHEMA.appearance, self._article))
        graph.add((self._subject, self._vocabulary.verdict, self._vocabulary[outcome]))
        if reason:
            graph.add((self._subject, self._vocabulary.reason, self._vocabulary[reason]))

    def evidence(self) -> None:
        """The study whose finding decided, and those that the copy cites."""
        claim, studies = self._claim, self._report.studies
        for ident in claim.cited_studies:
            self.assertion.add((self._subject, CITO.cites, URIRef(study_iri(self._base, studies[ident]))))
        if claim.study_id in studies:
            how = _DECIDED.get(VerdictTag(claim.verdict), self._vocabulary.nearestEvidence)
            self.assertion.add((self._subject, how, URIRef(study_iri(self._base, studies[claim.study_id]))))

    def by(self, agents: Mapping[URIRef, str], kind: URIRef, date: str, why: str) -> None:
        """Where it comes from and who says so."""
        said, info = self.assertion.identifier, self._info
        provenance = self._provenance
        provenance.add((said, PROV.wasDerivedFrom, self._article))
        address = web_address(self._report.article.url)
        if address:
            provenance.add((self._article, DCTERMS.source, URIRef(address)))
        provenance.add((self._article, DCTERMS.title, Literal(printable(self._report.article.title))))
        if why:
            provenance.add((said, RDFS.comment, Literal(printable(why), lang="en")))
        if self._report.build:
            provenance.add((said, DCTERMS.provenance, Literal(f"inputs {self._report.build}")))
        for agent, name in agents.items():
            provenance.add((said, PROV.wasAttributedTo, agent))
            info.add((self.uri, DCTERMS.creator, agent))
            info.add((agent, RDF.type, kind))
            info.add((agent, FOAF.name, Literal(printable(name))))
        if date:
            info.add((self.uri, DCTERMS.created, Literal(date, datatype=XSD.date)))
