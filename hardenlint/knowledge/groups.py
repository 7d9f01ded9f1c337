"""Groups that give more than files, and what they give.

Source: the groups of Debian (base-passwd), Docker and LXD, and their documentation. As of 2026-11.
"""

POWERFUL = {
    "docker": "the Docker socket where it is mounted, and with it root on the host",
    "sudo": "sudo",
    "wheel": "sudo and su",
    "disk": "the raw disks",
    "kvm": "virtual machines of the host",
    "shadow": "the password hashes",
    "lxd": "the LXD socket where it is mounted, and with it root on the host",
    "adm": "the system's logs",
}
