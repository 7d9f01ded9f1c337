"""All that is wrong with a configuration, not only the first thing: asked of the schema."""

import json
from typing import Any

from hardenlint.facts.telling import is_word

from .text import Data, Path

_FEW = 5


def others(data: Data, said: str) -> list[str]:
    """Return messages about further faults, those on lines that were not told yet."""
    import jsonschema  # noqa: PLC0415 - costs more than all the rest

    from . import schema  # noqa: PLC0415

    validator = jsonschema.Draft202012Validator(json.loads(schema()))
    found: list[str] = []
    for fault in sorted(validator.iter_errors(data.value), key=lambda f: list(map(str, f.path))):
        path: Path = tuple(fault.path)
        if fault.validator == "additionalProperties" and isinstance(fault.instance, dict):
            known = fault.schema.get("properties", {})
            paths = [(*path, key) for key in fault.instance if key not in known]
            found += [str(data.error(p, f"{_quoted(p[-1])} is no setting")) for p in paths]
        else:
            found.append(str(data.error(path, _wrong(path, fault))))
    place = said.partition(": ")[0]
    return [text for text in dict.fromkeys(found) if text.partition(": ")[0] != place][:_FEW]


def _quoted(key: str | int) -> str:
    return repr(key) if is_word(str(key)) else "this"


def _wrong(path: Path, fault: Any) -> str:
    """What a part must be; jsonschema's own words would repeat what it is."""
    last = str(path[-1]) if path else "the configuration"
    name = last if is_word(last) or not path else "this"
    wanted = fault.validator_value
    if fault.validator == "enum":
        return f"{name} is one of {', '.join(map(str, wanted))}"
    if fault.validator == "type":
        return (
            f"{name} must be of type {' or '.join([wanted] if isinstance(wanted, str) else wanted)}"
        )
    return f"{name} is not what the schema of the configuration wants"
