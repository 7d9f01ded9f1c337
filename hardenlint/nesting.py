"""YAML that is nested deeper than its reader goes: told as that, whatever the parser says of it."""

from typing import Any


def too_deep(text: str, error: Any, loader: Any, limit: int) -> Any:
    """Return the mark of the collection that is one level too deep, when that is the error's cause.

    Readers count levels as the parser tells them. But libyaml has a limit of its own (1,000), and
    meets it before it has told any level when it looks ahead for the colon of a key. Its words
    differ by version, so what lies before its complaint is read again, and counted.
    """
    import yaml  # noqa: PLC0415 - only where there is YAML

    depth = 0
    end = error.problem_mark.index if error.problem_mark is not None else 0
    try:
        for event in yaml.parse(text[:end], loader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > limit:
                    return event.start_mark
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except (yaml.YAMLError, ValueError):  # the text is cut off: some of it is not closed
        pass
    return None
