"""Kernel parameters: which are harmless in a container, and which values only harden.

`SAFE` is the set of the Kubernetes Pod Security Standards, version 1.32 (kubernetes.io, "Using
sysctls in a cluster"). The values follow Documentation/networking/ip-sysctl.rst of the kernel.
As of 2026-11.
"""

SAFE = frozenset(
    """kernel.shm_rmid_forced net.ipv4.ip_local_port_range net.ipv4.tcp_syncookies
    net.ipv4.ping_group_range net.ipv4.ip_unprivileged_port_start net.ipv4.ip_local_reserved_ports
    net.ipv4.tcp_keepalive_time net.ipv4.tcp_fin_timeout net.ipv4.tcp_keepalive_intvl
    net.ipv4.tcp_keepalive_probes net.ipv4.tcp_rmem net.ipv4.tcp_wmem""".split()
)

_HARDENING = {
    "accept_ra": "0",
    "accept_redirects": "0",
    "accept_source_route": "0",
    "forwarding": "0",
    "icmp_echo_ignore_broadcasts": "1",
    "ip_forward": "0",
    "log_martians": "1",
    "route_localnet": "0",
    "secure_redirects": "0",
    "send_redirects": "0",
    "tcp_rfc1337": "1",
}


def hardens(name: str, value: str) -> bool:
    """Whether a value only takes something away; with or without IPv6 is a matter of taste."""
    if name.endswith(".disable_ipv6"):
        return True
    return name.startswith("net.") and _HARDENING.get(name.rpartition(".")[2]) == value.strip()
