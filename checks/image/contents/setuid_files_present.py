from collections.abc import Iterator

from hardenlint import Finding, Image, Severity, check


@check(
    Severity.LOW,
    "restricted",
    cis=("4.8",),
    references=("CWE-250", "CWE-732"),
    without=("dockerfile", "compose"),
    needs=("contents",),
)
def setuid_files_present(image: Image) -> Iterator[Finding]:
    """The image holds setuid programs that are not the distribution's

    ## Why

    A setuid program runs with the rights of its owner, whoever starts it. With one vulnerability
    in it, a process that was confined to an ordinary user becomes root in the container, with all
    that root may do there.

    ## Fix

    ### In a Dockerfile

    Take the bits away in the stage that installs the program: `RUN chmod a-s /usr/local/bin/tool`,
    and give it the one capability it needs instead.

    ### With docker run

    Start with `--security-opt no-new-privileges`: the bits have no effect then.

    ## When it is a false alarm

    When the program is what the image is for (a sandbox, a mail server's delivery agent) and
    no-new-privileges is not an option.

    ## Examples

    ```json bad
    {"ImageContents": "app:1",
     "Files": [{"Path": "/usr/local/bin/tool", "Mode": "4755", "Layer": 3}]}
    ```

    ```json good
    {"ImageContents": "app:1", "Files": [], "Accounts": []}
    ```
    """
    files = image.contents.files if image.contents is not None else ()
    found = [file for file in files if file.sets_id and not file.removed]
    if found:
        names = ", ".join(f"{file.path} ({file.mode:04o})" for file in found[:5])
        more = f" and {len(found) - 5} more" if len(found) > 5 else ""
        evidence = " ".join(file.path for file in found)
        yield Finding(
            image.span,
            f"holds {names}{more} with setuid or setgid",
            evidence=evidence,
            here=(("/usr/local/bin/tool", " ".join(file.path for file in found[:5])),),
        )
