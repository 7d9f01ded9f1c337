from collections.abc import Iterator

from hardenlint import Container, Finding, Fix, Remove, Severity, check, default_note

_SPARED = -900


@check(
    Severity.MEDIUM,
    references=("CWE-770", "OWASP Docker rule 7"),
    needs=("limits.oom_kill_disabled.value", "limits.oom_score_adj.value"),
)
def oom_kill_disabled(container: Container) -> Iterator[Finding]:
    """The kernel must not kill it when memory runs out

    ## Why

    When memory runs out the kernel ends the process that holds most of it. Spared, a container
    with a leak or under attack keeps its memory, and the kernel ends the host's own services and
    its neighbours instead, or the host stands still.

    ## Fix

    ### In compose

    Remove `oom_kill_disable` and `oom_score_adj`; set `mem_limit` to what the service needs.

    ### With docker run

    Create the container without `--oom-kill-disable` and `--oom-score-adj`.

    ## When it is a false alarm

    A database that must outlive its neighbours, on a machine of its own: then -500 is enough.

    ## Examples

    ```yaml bad
    services: {app: {image: "app:1", oom_score_adj: -1000}}
    ```

    ```yaml good
    services: {app: {image: "app:1", oom_score_adj: -500, oom_kill_disable: false}}
    ```

    ```json bad
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"OomKillDisable": true}}]
    ```

    ```json good
    [{"Id": "1", "Name": "/app", "Config": {"Image": "app:1"},
      "HostConfig": {"OomKillDisable": false, "OomScoreAdj": 0}}]
    ```
    """
    disabled, score = container.limits.oom_kill_disabled, container.limits.oom_score_adj
    if disabled.value is True:
        limit = " and has no memory limit" if container.limits.memory.value == 0 else ""
        yield Finding(
            disabled.span,
            f"switches the out-of-memory killer off{limit}{default_note(disabled)}",
            evidence="disabled",
            fix=Fix(
                "let the kernel stop it when memory runs out",
                Remove(disabled.span),
                breaks="let the kernel kill it instead of something else",
            ),
        )
    elif score.value is not None and score.value <= _SPARED:
        yield Finding(
            score.span,
            f"is spared by the out-of-memory killer (score {score.value}){default_note(score)}",
            evidence=str(score.value),
        )
