"""Strict YAML: text in; plain dicts, lists, strings and numbers out, or one clear error with its line.

Differs from plain PyYAML where that loses what a person wrote: `no`, `on` and their like stay words (as in YAML 1.2),
dates stay strings, and a key given twice is an error instead of the last one winning. Tags other than those of JSON's
types, aliases (a few lines of them make gigabytes) and deep nesting (which overruns the stack of the C parser) are
refused. Uses libyaml's C parser, which reads the whole study library in a fraction of a second.
"""

import re

import yaml

_BASE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 40  # levels of nesting
_CORE = tuple(f"tag:yaml.org,2002:{name}" for name in ("map", "seq", "str", "int", "float", "null"))
_BOOL = "tag:yaml.org,2002:bool"
# What a text must have to be nested deeper, or to hold an anchor; most have neither, and are not looked at twice.
_INDENTED = re.compile(rf"^[ ?:-]{{{DEEPEST},}}", re.MULTILINE)
_ANCHOR = re.compile(r"(?<![^\s,\[{])&\S")


class YamlProblem(ValueError):
    """The text is not strict YAML; `line` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line


class _StrictLoader(_BASE):  # type: ignore[misc, valid-type]
    pass


# The resolvers of PyYAML are inherited lists: replaced here for our loader alone, never changed in place.
_StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if not tag.endswith((":bool", ":timestamp"))]
    for first, pairs in _BASE.yaml_implicit_resolvers.items()
}
_StrictLoader.add_implicit_resolver(_BOOL, re.compile(r"^(?:true|false)$"), list("tf"))
_StrictLoader.yaml_constructors = {
    tag: construct for tag, construct in _BASE.yaml_constructors.items() if tag is None or tag in _CORE
}
_StrictLoader.yaml_multi_constructors = {}


def _strict_bool(loader: yaml.Loader, node: yaml.ScalarNode) -> bool:
    if node.value not in ("true", "false"):
        raise YamlProblem(f"{node.value!r} is neither true nor false", node.start_mark.line + 1)
    return node.value == "true"


def _strict_mapping(loader: yaml.Loader, node: yaml.MappingNode) -> dict:
    seen = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str):
            raise YamlProblem(f"key {key!r} is not text", key_node.start_mark.line + 1)
        if key in seen:
            raise YamlProblem(f"key {key!r} stands twice", key_node.start_mark.line + 1)
        seen.add(key)
    return yaml.SafeLoader.construct_mapping(loader, node, deep=True)


_StrictLoader.add_constructor("tag:yaml.org,2002:map", _strict_mapping)
_StrictLoader.add_constructor(_BOOL, _strict_bool)


def load(text: str) -> object:
    """Parse one YAML document; an empty text gives None.

    Raises YamlProblem, with the line, on bad syntax, a repeated key, a key that is not text, a second document, an
    alias, or more than DEEPEST levels.
    """
    try:
        if text.count("[") + text.count("{") >= DEEPEST or _INDENTED.search(text) or _ANCHOR.search(text):
            _check_shape(text)
        return yaml.load(text, Loader=_StrictLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlProblem(error.problem or "not YAML", mark.line + 1 if mark else 1) from None
    except yaml.YAMLError as error:
        raise YamlProblem(str(error).splitlines()[0], 1) from None
    except (ValueError, LookupError, RecursionError) as error:  # of the constructors of numbers
        if isinstance(error, YamlProblem):
            raise
        digits = "a number has too many digits" if "digits" in str(error) else str(error)
        raise YamlProblem(digits or "too deeply nested", 1) from None


def _check_shape(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_BASE):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise YamlProblem("an alias is not read: write the value out", line)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise YamlProblem("too deeply nested", line)
