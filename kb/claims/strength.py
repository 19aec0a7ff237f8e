"""How strongly a claim is put: hedged, plain or absolute. A reading in, a strength out.

Hyland's (1998) lexical hedges and the absolutes that advertising codes single out are words of the vocabulary; what a
relative or adverbial clause hedges does not hedge the claim.
"""

from kb.claims.reading import Reading
from kb.labels import Strength


def strength_of(reading: Reading) -> Strength:
    """Absolute where the main clause admits no exception, hedged where it keeps one open, else plain. A hedge over an
    absolute ("may completely resolve") is a hedge."""
    main = reading.main_tokens
    if any(h.start in main for h in reading.cues("strength.hedge")):
        return Strength.HEDGED
    if any(h.start in main for h in reading.cues("strength.absolute")):
        return Strength.ABSOLUTE
    return Strength.PLAIN
