"""How an article stands as a bar: width by share, told by colour, by pattern and in words beside it."""

from collections.abc import Mapping

from markupsafe import Markup

WIDTH, HEIGHT = 176, 14  # pixels
# What is drawn from left to right: the column (what was not checked is drawn apart), the style and the pattern, which
# stands once on the page, in kb_patterns.html.
PARTS = (
    ("contradicted", "contradicted", "kb-cross"),
    ("held", "unsupported", "kb-stripe"),
    ("unchecked", "unchecked", "kb-dots"),
    ("supported", "supported", ""),
)
SHAPE = Markup(
    '<svg class="kb-bar" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>'
    '<span class="kb-bar-words" aria-hidden="true"><span class="kb-contradicted">✗ {:,}</span> '
    '<span class="kb-unsupported">? {:,}</span> <span class="kb-supported">✓ {:,}</span></span>'
)
PIECE = Markup('<rect {}="{}" x="{:.2f}" y="0" width="{:.2f}" height="{}"/>')


def bar(row: Mapping[str, int]) -> Markup:
    """The bar of a row with `claims`, `supported`, `unsupported`, `unchecked` (a part of the unsupported) and
    `contradicted`; an article without claims has an empty one."""
    numbers = {**row, "held": row["unsupported"] - row["unchecked"]}
    pieces, at = Markup(""), 0.0
    for column, css, pattern in PARTS:
        width = WIDTH * numbers[column] / (row["claims"] or 1)
        if width:
            pieces += PIECE.format(Markup("class"), f"kb-fill-{css}", at, width, HEIGHT)
            if pattern:
                pieces += PIECE.format(Markup("fill"), f"url(#{pattern})", at, width, HEIGHT)
        at += width
    unchecked = f", {row['unchecked']} of them not checked" if row["unchecked"] else ""
    told = (
        f"{row['contradicted']} contradicted, {row['unsupported']} unsupported{unchecked}, {row['supported']} supported"
    )
    shown = (row["contradicted"], row["unsupported"], row["supported"])
    return SHAPE.format(WIDTH, HEIGHT, told, pieces, *shown)
