"""Programs and images that stop working where no process may gain privileges.

Programs: files that distributions ship with a setuid or setgid bit or with file capabilities, and
what leans on such files; collected from memory, to be compared with a distribution's file lists.
Images: a line is the program, a repository (`*` at its end: all that begin so), and where to look
it up again: a repository on github.com whose scripts call it, or the thread that tells of it. As of
2026-12.
"""

from functools import cache
from typing import Final

PROGRAMS: Final = frozenset(
    """sudo sudoedit doas su pkexec newgrp sg chsh chfn chage expiry gpasswd passwd
    mount umount fusermount fusermount3 ping ping4 ping6 arping clockdiff fping fping6 mtr
    mtr-packet traceroute6.iputils dumpcap tshark
    cron crond anacron crontab at batch atd
    postfix postdrop postqueue sendmail exim exim4 procmail maildrop dma
    newuidmap newgidmap bwrap ssh-keysign dbus-daemon-launch-helper chrome-sandbox
    wall write screen""".split()
)
"""By name: bits, capabilities, or helpers that have them (`postdrop` of postfix)."""

_IMAGES: Final = """
setcap docker.io/hashicorp/vault hashicorp/docker-vault
setcap docker.io/library/vault hashicorp/docker-vault
ping docker.io/hashicorp/consul hashicorp/docker-consul#104
ping docker.io/library/consul hashicorp/docker-consul#104
fping docker.io/zabbix/zabbix-server-* zabbix/zabbix-docker#1836
fping docker.io/zabbix/zabbix-proxy-* zabbix/zabbix-docker#1836
fping docker.io/linuxserver/smokeping linuxserver/docker-smokeping
fping lscr.io/linuxserver/smokeping linuxserver/docker-smokeping
fping ghcr.io/linuxserver/smokeping linuxserver/docker-smokeping
fping docker.io/librenms/librenms librenms/docker
fping docker.io/netdata/netdata netdata/netdata
setcap docker.io/pihole/pihole pi-hole/docker-pi-hole
setcap ghcr.io/pi-hole/pihole pi-hole/docker-pi-hole
postfix docker.io/mailserver/docker-mailserver docker-mailserver/docker-mailserver
postfix ghcr.io/docker-mailserver/docker-mailserver docker-mailserver/docker-mailserver
postfix docker.io/boky/postfix bokysan/docker-postfix
sudo docker.io/codercom/code-server coder/code-server
sudo ghcr.io/coder/code-server coder/code-server
sudo docker.io/linuxserver/code-server linuxserver/docker-code-server
sudo lscr.io/linuxserver/code-server linuxserver/docker-code-server
sudo ghcr.io/linuxserver/code-server linuxserver/docker-code-server
sudo docker.io/gitpod/* gitpod-io/workspace-images
sudo docker.io/selenium/* SeleniumHQ/docker-selenium
sudo docker.io/jupyter/* jupyter/docker-stacks
sudo quay.io/jupyter/* jupyter/docker-stacks
sudo docker.io/rocker/* rocker-org/rocker-versioned2
sudo docker.io/louislam/uptime-kuma louislam/uptime-kuma
sudo ghcr.io/louislam/uptime-kuma louislam/uptime-kuma
sudo docker.io/sameersbn/gitlab sameersbn/docker-gitlab
sudo docker.io/cimg/* CircleCI-Public/cimg-base
sudo docker.io/circleci/* circleci/circleci-images
sudo mcr.microsoft.com/devcontainers/* devcontainers/images
sudo mcr.microsoft.com/vscode/devcontainers/* devcontainers/images
"""


def of_image(repository: str) -> str:
    """The program with which an image gains privileges; "" where nobody knows of one."""
    exact, prefixes = _tables()
    found = exact.get(repository, "")
    return found or next((name for start, name in prefixes if repository.startswith(start)), "")


@cache
def _tables() -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The programs by repository, and by how repositories begin."""
    exact: dict[str, str] = {}
    prefixes: list[tuple[str, str]] = []
    for line in _IMAGES.strip().splitlines():
        program, repository, _ = line.split()
        if repository.endswith("*"):
            prefixes.append((repository[:-1], program))
        else:
            exact[repository] = program
    return exact, prefixes
