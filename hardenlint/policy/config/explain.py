"""All that is wrong with a configuration, not only the first thing: asked of the schema."""

import json

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
            found += [str(data.error(p, f"{p[-1]!r} is no setting")) for p in paths]
        else:
            found.append(str(data.error(path, fault.message)))
    place = said.partition(": ")[0]
    return [text for text in dict.fromkeys(found) if text.partition(": ")[0] != place][:_FEW]
