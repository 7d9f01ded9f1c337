from collections.abc import Iterator

from hardenlint import Finding, Host, Severity, check


@check(Severity.INFO, "restricted", cis=("1.1.1",))
def host_docker_partition(host: Host) -> Iterator[Finding]:
    """Data of the engine shares a file system with the host

    ## Why

    Images, logs and volumes that grow fill the file system of the host with them: services stop,
    logs are lost, and one container is enough to do it.

    ## Fix

    Put the data root (`/var/lib/docker`) on a file system of its own, or move it with `data-root`
    in daemon.json.

    ## When it is a false alarm

    Quotas limit what containers write, or the host does nothing else than run containers.

    ## Examples

    ```json bad
    [{
      "ServerVersion": "28.3.3",
      "SecurityOptions": [],
      "DockerRootDir": "/var/lib/docker"},
     {
      "LocalHost": {"DataPartition": false}}]
    ```

    ```json good
    [{"ServerVersion": "28.3.3", "SecurityOptions": []}, {"LocalHost": {"DataPartition": true}}]
    ```
    """
    if host.data_partition.value is False:
        path = host.data_root.value or "/var/lib/docker"
        yield Finding(
            host.data_partition.span, f"keeps {path} on the file system of the host", evidence=path
        )
