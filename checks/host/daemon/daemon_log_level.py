from collections.abc import Iterator

from hardenlint import Finding, Host, Severity, check


@check(Severity.INFO, "restricted", cis=("2.3",), references=("OWASP Docker rule 10",))
def daemon_log_level(host: Host) -> Iterator[Finding]:
    """Engine logs too little or too much

    ## Why

    Below `info` the engine does not log who did what, so an intrusion leaves no trace. At `debug`
    it logs what containers are started with, secrets in variables included.

    ## Fix

    Set `"log-level": "info"` in daemon.json, or remove it: that is the default.

    ## When it is a false alarm

    Debugging, for as long as it takes.

    ## Examples

    ```json bad
    [{
      "ServerVersion": "28.3.3",
      "SecurityOptions": []},
     {
      "LocalHost": {"Daemon": {"log-level": "debug"}}}]
    ```

    ```json good
    [{
      "ServerVersion": "28.3.3",
      "SecurityOptions": []},
     {
      "LocalHost": {"Daemon": {}, "DaemonComplete": true}}]
    ```
    """
    field = host.daemon.log_level
    if field.value is not None and field.value != "info":
        yield Finding(field.span, f"logs at the level {field.value}", evidence=field.value)
