"""The comma-separated fields of `--mount` and `--device`."""


def split(text: str) -> list[str] | None:
    """Split one line of CSV, `"` quoting; None when it is none."""
    if not text:
        return None
    fields: list[str] = []
    at = 0
    while True:
        if text.startswith('"', at):
            field, at = _quoted(text, at + 1)
            if at < 0 or text[at : at + 1] not in ("", ","):
                return None
        else:
            end = text.find(",", at)
            end = len(text) if end < 0 else end
            field, at = text[at:end], end
            if '"' in field:
                return None
        fields.append(field)
        if at >= len(text):
            return fields
        at += 1


def _quoted(text: str, at: int) -> tuple[str, int]:
    """A quoted field from behind its quote, and where it ends; -1 when it does not."""
    parts: list[str] = []
    while (end := text.find('"', at)) >= 0:
        parts.append(text[at:end])
        if not text.startswith('"', end + 1):
            return "".join(parts), end + 1
        parts.append('"')
        at = end + 2
    return "", -1
