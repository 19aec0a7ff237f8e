"""What is known of a sentence beside its own words."""

from dataclasses import dataclass

from kb.model import Proposition


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """What a sentence leaves out: concepts of the heading, lead-in, table header or the sentence before; for a finding,
    the study's own subject and population. `frame` is the proposition of a lead-in that a list item completes."""

    subject: tuple[str, ...] = ()
    object: tuple[str, ...] = ()  # the trouble that is spoken of: "Some are helped by exercise"
    population: tuple[str, ...] = ()
    route: tuple[str, ...] = ()
    frame: Proposition | None = None


NO_CONTEXT = Context()
