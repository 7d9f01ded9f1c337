from collections.abc import Iterator

from hardenlint import Build, Finding, Fix, Instruction, Replace, Severity, Word, check


@check(
    Severity.INFO,
    "restricted",
    cis=("4.9",),
    references=("OWASP Docker rule 9",),
    needs=("ADD",),
)
def add_instead_of_copy(build: Build) -> Iterator[Finding]:
    """ADD where COPY would do

    ## Why

    ADD unpacks what looks like an archive and fetches what looks like an address. With a plain file
    it does neither today; when somebody replaces the file or the name, it starts to, and nobody who
    reads the Dockerfile notices.

    ## Fix

    ### In a Dockerfile

    Write `COPY`, with the same arguments.

    ## When it is a false alarm

    When the source is an archive under a name that does not show it, and unpacking it is the point.

    ## Examples

    ```dockerfile bad
    FROM debian:12
    ADD settings.ini /etc/app/
    ```

    ```dockerfile good
    FROM debian:12
    ADD rootfs.tar.xz /
    ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/a /
    COPY settings.ini /etc/app/
    ```
    """  # noqa: E501
    for instruction in build.built:
        if instruction.keyword == "ADD" and _is_copy(instruction):
            # COPY has none of these.
            if {"checksum", "keep-git-dir", "unpack"} & {f.name for f in instruction.flags}:
                continue
            shown = " ".join(word.value for word in _sources(instruction))
            yield Finding(
                instruction.span,
                f"adds {shown} with ADD instead of COPY",
                evidence=shown,
                fix=_fix(instruction),
            )


def _fix(instruction: Instruction) -> Fix | None:
    start = instruction.span
    word = start._replace(end_line=start.line, end_column=start.column + len("ADD"))
    if instruction.onbuild:  # it begins with ONBUILD, and ADD stands somewhere behind
        return None
    known = not any(map(_is_open, _sources(instruction)))
    breaks = "" if known else "leave an archive packed, should the variable name one"
    return Fix("use COPY", Replace(word, "COPY"), safe=known, breaks=breaks)


def _is_copy(instruction: Instruction) -> bool:
    target = instruction.words[-1].value if instruction.words else ""
    return all(_is_plain(word, target) for word in _sources(instruction))


def _sources(instruction: Instruction) -> tuple[Word, ...]:
    return instruction.words[:-1]


_ARCHIVES = (
    ".tar .tar.gz .tgz .gz .tar.bz2 .tbz .tbz2 .bz2 .tar.xz .txz .xz .tar.zst .zst .tar.lzma .tlz"
    " .git"
).split()


def _is_plain(word: Word, target: str) -> bool:
    """Whether a source is a file or folder of the context that stays as it is."""
    text = word.text
    if "://" in text or text.startswith("git@"):
        return False
    if _is_open(word):
        return _is_named_plain(text, target)
    name = text.rstrip("/").rpartition("/")[2].lower()
    # `app-*` may stand for an archive.
    unknown_end = name.endswith(("*", "?", "]")) and name.strip("*?") != ""
    return not unknown_end and not name.endswith(tuple(_ARCHIVES))


def _is_open(word: Word) -> bool:
    return word.resolved is None and "$" in word.value


def _is_named_plain(text: str, target: str) -> bool:
    """Whether a source that a variable is part of is neither an archive nor an address.

    `target/app-$VERSION.jar` says so itself; `$JAR_FILE` where it becomes one file, `app.jar`.
    """
    is_address = any(part in text.upper() for part in ("URL", "URI", "LINK", "REPO", "MIRROR"))
    ends = (_extension("" if text.startswith("$") else text), _extension(target))
    extension = next((end for end in ends if end.isalnum()), "")
    return extension != "" and f".{extension}" not in _ARCHIVES and not is_address


def _extension(path: str) -> str:
    name = path.rpartition("/")[2].lower()
    return name.rpartition(".")[2] if "." in name.strip(".") else ""
