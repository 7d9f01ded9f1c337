from collections.abc import Iterator

from hardenlint import Finding, Host, Severity, check


@check(Severity.LOW, "restricted", cis=("7.1", "7.5", "7.7"))
def swarm_hardening(host: Host) -> Iterator[Finding]:
    """Swarm is not hardened

    ## Why

    The managers hold all secrets of the swarm. Without autolock their disks or backups give them
    away; with one manager the cluster stands and falls with a machine; every further manager is one
    more that may be taken over.

    ## Fix

    `docker swarm update --autolock=true --cert-expiry 720h`; keep three, five or seven managers
    (`docker node demote NAME`).

    ## When it is a false alarm

    A swarm of one node, as for tests or as a simple way to get secrets.

    ## Examples

    ```json bad
    [
     {
      "ServerVersion": "28.3.3",
      "SecurityOptions": [],
      "Swarm": {
       "LocalNodeState": "active",
       "Cluster": {
        "Spec": {
         "EncryptionConfig": {
          "AutoLockManagers": false
         }
        }
       }
      }
     }
    ]
    ```

    ```json good
    [
     {
      "ServerVersion": "28.3.3",
      "SecurityOptions": [],
      "Swarm": {
       "LocalNodeState": "active",
       "Cluster": {
        "Spec": {
         "EncryptionConfig": {
          "AutoLockManagers": true
         }
        }
       }
      }
     }
    ]
    ```
    """
    swarm = host.swarm
    if swarm is None or swarm.state != "active":
        return
    managers, nodes, days = swarm.managers, swarm.nodes.value or 0, swarm.cert_days
    if swarm.autolock.value is False:
        yield Finding(swarm.autolock.span, "keeps the swarm's keys unlocked on the managers")
    if managers.value == 1 and nodes > 1:  # a swarm of one node has nobody else to manage it
        yield Finding(managers.span, "has a single manager in its swarm", evidence="1")
    elif managers.value is not None and managers.value > _MOST_MANAGERS:
        yield Finding(
            managers.span, f"has {managers.value} managers in its swarm", evidence="managers"
        )
    if days.value is not None and days.value > _LONGEST:
        yield Finding(
            days.span, f"lets nodes keep a certificate for {days.value:.0f} days", evidence="expiry"
        )


_MOST_MANAGERS = 7  # docs.docker.com advises against more, since a majority agrees on each change
_LONGEST = 90  # days: what a swarm starts with
