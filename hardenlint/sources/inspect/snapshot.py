"""What an engine said, as one document that can be read again without it; secrets are masked.

The form is that of `docker inspect`: an array of containers, images, volumes and networks, with
what `docker info` says of security beside them.
"""

from collections.abc import Iterable, Mapping

from .mask import masked, masked_text, masked_words

_INFO = ("Name", "ServerVersion", "CgroupVersion", "SecurityOptions", "OperatingSystem", "OSType")
_DEEPEST = 30  # nothing that is read lies deeper


def host_document(info: Mapping[str, object]) -> dict[str, object]:
    """What of `docker info` a snapshot keeps."""
    return {key: info[key] for key in _INFO if key in info}


def snapshot(documents: Iterable[object]) -> str:
    """The text of a snapshot: the same documents give the same text."""
    import json  # noqa: PLC0415 - only where one is saved

    return json.dumps([_hidden("", document, 0) for document in documents], indent=1) + "\n"


def _hidden(key: str, value: object, depth: int) -> object:
    if depth > _DEEPEST:
        return None
    if isinstance(value, dict):
        return {name: _hidden(name, item, depth + 1) for name, item in value.items()}
    if isinstance(value, list):
        if value and all(isinstance(item, str) for item in value):
            return list(_texts(key, [str(item) for item in value]))
        return [_hidden(key, item, depth + 1) for item in value]
    return masked(key, value) if isinstance(value, str) else value


def _texts(key: str, texts: list[str]) -> Iterable[str]:
    """Commands are masked word by word, variables by their name, everything else by its form."""
    if key == "Env":
        for text in texts:
            name, sep, value = text.partition("=")
            yield name + sep + masked(name, value)
    elif key in ("Args", "Cmd", "Entrypoint", "Test"):
        yield from masked_words(tuple(texts))
    else:
        yield from (masked_text(text) for text in texts)
