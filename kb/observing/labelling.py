"""What agencies say of products: the library's label and regulatory findings in, the risks and approvals of a product
out. Facts come from study records alone; a finding that was not verified counts for nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kb.labels import RetractionState
from kb.model import Finding, Proposition, Study
from kb.observing.page import HARMS, INTERVENTIONS, TROUBLES
from kb.vocab import Vocabulary

_AGENCIES = frozenset({"label", "regulation"})
_BOXED = "boxed_warning"
_SERIOUS = "serious_adverse_effect"
_GENERAL = 40  # concepts beneath one, from which on it names no risk: "side effects", not "heart problems"
_USES = TROUBLES | {"procedure"}  # kinds of concepts that a product can be approved for
_TITLE = 70  # characters of a title that a sentence names
_RARE = 1.0  # per cent: the "uncommon" of labels, which need not be told of a risk that is not serious


@dataclass(frozen=True, slots=True)
class Risk:
    """A harm that a label names."""

    concept: str
    serious: bool
    study: Study
    finding: Finding


@dataclass(frozen=True, slots=True)
class Uses:
    """What a product is approved for and what it is said not to be approved for, each with the finding that says so."""

    approved: dict[str, tuple[Study, Finding]] = field(default_factory=dict)
    refused: dict[str, tuple[Study, Finding]] = field(default_factory=dict)


class Labels:
    """Risks and approved uses by product; built once, only read afterwards."""

    def __init__(
        self, studies: Sequence[Study], readings: Mapping[str, Sequence[Proposition]], vocabulary: Vocabulary
    ) -> None:
        """`readings` are the propositions by finding id."""
        self._vocabulary = vocabulary
        self._risks: dict[str, dict[str, Risk]] = {}
        self._uses: dict[str, Uses] = {}
        self._treated: dict[str, set[str]] = {}
        self._breadth: dict[str, int] = {}
        for ident in vocabulary.concepts:
            for above in vocabulary.ancestors(ident):
                self._breadth[above] = self._breadth.get(above, 0) + 1
        for study in sorted(studies, key=lambda s: (s.kind != "label", s.id)):  # a label before a notice
            for finding in study.findings:
                for p in readings.get(finding.id, ()):
                    self._file(p, study, finding)

    def risks(self, product: str) -> tuple[Risk, ...]:
        """The risks of a product and of the classes that it belongs to: serious ones first, then by name."""
        found: dict[str, Risk] = {}
        for name in self._and_above(product):
            for concept, risk in self._risks.get(name, {}).items():
                found.setdefault(concept, risk)
        treated = {c for name in self._and_above(product) for c in self._treated.get(name, ())}
        told = (r for r in found.values() if r.serious or self._is_effect(r.concept) or r.concept not in treated)
        return tuple(sorted(told, key=lambda r: (not r.serious, self._vocabulary.label(r.concept))))

    def uses(self, product: str) -> Uses:
        """The uses of a product, its own before those of its classes."""
        found = Uses()
        for name in reversed(self._and_above(product)):
            own = self._uses.get(name, Uses())
            found.approved.update(own.approved)
            found.refused.update(own.refused)
        return found

    def is_general(self, concept: str) -> bool:
        """Whether a concept covers so much that naming it names nothing ("side effects")."""
        return self._breadth.get(concept, 0) > _GENERAL

    def source(self, study: Study) -> str:
        """How to name a label or a notice: by its title, since its author is always the agency."""
        return study.title if len(study.title) <= _TITLE else f"{study.title[: _TITLE - 1].rstrip()}…"

    def _and_above(self, product: str) -> list[str]:
        return [product, *sorted(self._vocabulary.ancestors(product))]

    def _is_effect(self, concept: str) -> bool:
        return self._vocabulary.concepts[concept].kind == "adverse_effect"

    def _kind(self, key: str) -> str:
        return self._vocabulary.concepts[key].kind if key in self._vocabulary.concepts else ""

    def _file(self, p: Proposition, study: Study, finding: Finding) -> None:
        if not finding.verified or not p.asserted or study.retraction is RetractionState.RETRACTED:
            return
        subject = self._product(p, study)
        if not subject:
            return
        if p.family == "effect" and (p.effect or 0) > 0 and not p.negated:
            self._treated.setdefault(subject, set()).update(k for k in p.object if self._kind(k) in TROUBLES)
        if study.kind not in _AGENCIES:
            return
        if p.family == "approve":
            self._file_use(subject, p, study, finding)
        elif p.family in HARMS and not p.negated:
            for risk in self._harms(p, study, finding):
                known = self._risks.setdefault(subject, {})
                if risk.concept not in known or (risk.serious and not known[risk.concept].serious):
                    known[risk.concept] = risk

    def _product(self, p: Proposition, study: Study) -> str:
        """Whose fact it is: the first intervention that the clause is about ("the FDA approved X for Y" as well); where
        it names none ("reports of delirium with the compounded spray"), that of the agency's record."""
        named = (*p.subject, *p.object) if p.family in HARMS else p.subject
        own = study.subjects if study.kind in _AGENCIES and p.family in HARMS else ()
        given = (*named, *(p.object if p.family == "approve" else ()), *own)
        return next((key for key in given if self._kind(key) in INTERVENTIONS), "")

    def _file_use(self, subject: str, p: Proposition, study: Study, finding: Finding) -> None:
        uses = self._uses.setdefault(subject, Uses())
        said = uses.refused if p.negated else uses.approved
        for key in (*p.object, *p.content):
            if key not in p.subject and key != subject and self._kind(key) in _USES:
                said.setdefault(key, (study, finding))

    def _is_circumstance(self, concept: str, finding: Finding) -> bool:
        """Whether a statement names a thing as what a harm comes with: "respiratory depression with overdose"."""
        return f" with {self._vocabulary.label(concept).lower()}" in finding.statement.lower()

    def _harms(self, p: Proposition, study: Study, finding: Finding) -> Iterator[Risk]:
        boxed = _BOXED in p.content
        said = (*p.subject, *p.object) if p.family == "associated" else p.object
        named = [k for k in said if not self.is_general(k) and not self._is_circumstance(k, finding)]
        effects = [k for k in named if self._kind(k) == "adverse_effect"]
        troubles = [k for k in named if self._kind(k) in TROUBLES]
        rare = bool(p.size) and all(q.kind == "percent" and q.high < _RARE for q in p.size)
        for key in effects or troubles:
            serious = boxed or self._vocabulary.is_a(key, _SERIOUS)
            if serious or not rare:
                yield Risk(key, serious, study, finding)
