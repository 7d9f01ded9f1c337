"""The hash by which GitHub follows an alert when lines above it come and go.

A rolling hash over the hundred characters from the start of a line, blanks left out, and a count
for those that are the same. The algorithm is that of github/codeql-action, src/fingerprints.ts.
"""

from collections import Counter

_BLOCK = 100
_FACTOR = 37
_MASK = (1 << 64) - 1
_FIRST = pow(_FACTOR, _BLOCK, 1 << 64)
_END = 0xFFFF  # what CodeQL takes for the end of the file


def line_hashes(text: str) -> dict[int, str]:
    """Return the hash of every line, by its number from 1."""
    window = [0] * _BLOCK
    starts = [0] * _BLOCK  # the line that begins at a place of the window, 0 for none
    seen: Counter[str] = Counter()
    found: dict[int, str] = {}
    value = at = line = 0
    begins = True
    units = _units(text)
    # As many steps more bring the last lines of the file through the window.
    for unit in (*units, _END, *(-1,) * _BLOCK):
        if starts[at]:
            mark = f"{value:x}"
            seen[mark] += 1
            found[starts[at]] = f"{mark}:{seen[mark]}"
            starts[at] = 0
        if begins and unit >= 0:
            line += 1
            starts[at] = line
        begins = unit == 10
        new = max(unit, 0)
        value = (_FACTOR * value + new - _FIRST * window[at]) & _MASK
        window[at] = new
        at = (at + 1) % _BLOCK
    return found


def _units(text: str) -> list[int]:
    """The UTF-16 units of a text without blanks, with one kind of line end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "")
    data = text.encode("utf-16-le", "surrogatepass")
    return [data[i] | data[i + 1] << 8 for i in range(0, len(data), 2)]
