"""The fair-balance strip of an article: where on the page its claims of benefit stand, and where those of risk."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from kb.labels import BlockKind, Side
from kb.web.links import anchor
from kb.web.site import Row

WIDTH, HEIGHT, THIN = 1000, 40, 4  # in units of the drawing, which is stretched to the width of the page
_LANES = {Side.BENEFIT: (2, 17), Side.RISK: (21, 17)}  # top and height
_TICK = Markup(
    '<a href="#{}" tabindex="-1" aria-label="{}: {}"><title>{}</title>'
    '<rect class="kb-side-{}" x="{}" y="{}" width="{}" height="{}"/></a>'
)


def balance_strip(length: int, blocks: Sequence[Row], claims: Sequence[Row]) -> Markup:
    """The strip as SVG, benefits above the line and risks below, each linked to its claim; empty for a page that tells
    neither. `length` is that of the article's text, along which offsets are laid out."""
    if not any(claim["side"] for claim in claims):
        return Markup("")
    label = Markup('<svg class="kb-strip" viewBox="0 0 {} {}" preserveAspectRatio="none" role="group" aria-label="{}">')
    return Markup("").join([
        label.format(WIDTH, HEIGHT, balance_words(claims)),
        *_sections(length, blocks),
        Markup('<line class="kb-strip-line" x1="0" y1="20" x2="{}" y2="20"/>').format(WIDTH),
        *_ticks(length, claims),
        Markup("</svg>"),
    ])  # fmt: skip


def balance_words(claims: Sequence[Row]) -> str:
    """The strip in words: how many of each, and how many benefits are told before the first risk."""
    benefits = [c["start_char"] for c in claims if c["side"] == Side.BENEFIT]
    risks = [c["start_char"] for c in claims if c["side"] == Side.RISK]
    told = f"{len(benefits)} of benefit, {len(risks)} of risk"
    before = sum(start < min(risks) for start in benefits) if risks else 0
    return f"{told}; {before} of the benefits before the first risk" if benefits and risks else told


def _sections(length: int, blocks: Sequence[Row]) -> Iterator[Markup]:
    for block in blocks:
        if block["kind"] == BlockKind.HEADING:
            x = round(WIDTH * block["start_char"] / length, 1)
            yield Markup('<line class="kb-strip-section" x1="{0}" y1="0" x2="{0}" y2="{1}"/>').format(x, HEIGHT)


def _ticks(length: int, claims: Sequence[Row]) -> Iterator[Markup]:
    for claim in claims:
        if claim["side"]:
            top, height = _LANES[claim["side"]]
            width = max(THIN, round(WIDTH * (claim["end_char"] - claim["start_char"]) / length, 1))
            x = round(min(WIDTH * claim["start_char"] / length, WIDTH - width), 1)
            yield _TICK.format(
                anchor("c", claim["id"]),
                claim["side"],
                claim["quote"],
                claim["quote"],
                claim["side"],
                x,
                top,
                width,
                height,
            )
