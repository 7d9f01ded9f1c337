from collections.abc import Iterator

from hardenlint import Finding, Host, Severity, check


@check(Severity.INFO, "restricted", cis=("6.1", "6.2"))
def sprawl(host: Host) -> Iterator[Finding]:
    """Many unused images or stopped containers

    ## Why

    What lies around unpatched gets started again by accident or by an intruder, and it hides what
    does not belong there.

    ## Fix

    Look at `docker ps -a` and `docker images`, then `docker container prune` and `docker image
    prune`; do so regularly.

    ## When it is a false alarm

    A host that builds, whose cache is what these images are.

    ## Examples

    ```json bad
    [{"ServerVersion": "28.3.3", "SecurityOptions": [], "ContainersStopped": 60}]
    ```

    ```json good
    [{
      "ServerVersion": "28.3.3",
      "SecurityOptions": [],
      "ContainersStopped": 2,
      "DanglingImages": 3}]
    ```
    """
    stopped, dangling = host.stopped, host.dangling_images
    if stopped.value is not None and stopped.value > _MANY:
        yield Finding(stopped.span, f"keeps {stopped.value} stopped containers", evidence="stopped")
    if dangling.value is not None and dangling.value > _MANY:
        message = f"keeps {dangling.value} images without a name"
        yield Finding(dangling.span, message, evidence="dangling")


_MANY = 25
