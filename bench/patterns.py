"""Every regular expression of the package under attack: `python -m bench.patterns` (some ten minutes on a free core).

Prints those that a text of their own makes grow faster than it, although runs without end are interrupted as the stages
have it (`kb.runs`), with the text. That is a list to look at and not a verdict: many are only tried on a line, an entry
or a field of bounded length. What a stage does with such texts is measured by `bench.linear` and held by a test.
"""

import ast
import gc
import pkgutil
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import kb
from bench.pumping import FASTER, Attack, attacks, growth
from kb.runs import interrupted

Pattern = re.Pattern[str]


def patterns() -> list[Pattern]:
    """All patterns of the package: those of its modules, those made of the shipped vocabulary, and those that stand in
    a call of `re`; each once."""
    from kb.citations.cues import Cues
    from kb.read.layout import load_layout
    from kb.vocab import load_vocabulary

    modules = [import_module(found.name) for found in pkgutil.walk_packages(kb.__path__, "kb.")]
    roots = [*(vars(module) for module in modules), load_layout(), Cues(load_vocabulary())]
    found = {(p.pattern, p.flags): p for p in (*_held(roots), *_called(Path(kb.__path__[0])))}
    return [found[key] for key in sorted(found)]


def _held(roots: list[object]) -> Iterator[Pattern]:
    """The patterns that values hold, however deep, as far as they are our own or plain containers."""
    seen, waiting = set(), list(roots)
    while waiting:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, re.Pattern):
            if isinstance(value.pattern, str):
                yield value
        elif isinstance(value, dict | list | tuple | set | frozenset) or type(value).__module__.startswith("kb."):
            waiting += gc.get_referents(value)


def _called(package: Path) -> Iterator[Pattern]:
    """The patterns that are written into a call, like re.sub("a", "b", text)."""
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
                if of_re and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
                    yield re.compile(node.args[0].value)


def worst(pattern: Pattern, length: int = 4000, **fewer: int) -> tuple[float, Attack] | None:
    """The first attack under which searching a text for all matches grows faster than the text; None for none."""

    def search(text: str) -> None:
        for _ in pattern.finditer(interrupted(text)):
            pass

    for attack in attacks(pattern, **fewer):
        exponent = growth(search, attack, length)
        if exponent > FASTER:
            return exponent, attack
    return None


def main() -> int:
    """Attack all; gives the exit status."""
    found = patterns()
    beaten = 0
    for pattern in found:
        if result := worst(pattern):
            beaten += 1
            print(f"{result[0]:.1f}  {result[1]}  {pattern.pattern[:300]!r}", flush=True)
    print(f"{len(found)} patterns, {beaten} grow faster than their text")
    return 0


if __name__ == "__main__":
    sys.exit(main())
