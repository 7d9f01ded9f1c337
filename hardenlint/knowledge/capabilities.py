"""What each Linux capability beyond Docker's defaults permits, and what an attacker makes of it.

Each entry is (right, attack): the right completes "the right to …", the attack is one or two
sentences. Source: capabilities(7), include/uapi/linux/capability.h. The three tables of dangerous
ones are graded by reach: `CRITICAL` reaches the host's kernel, disks or processes, `HIGH` the
host's state or network, `MEDIUM` discloses, hides or exhausts. As of 2026-11.
"""

from hardenlint.model.capability import ALL

NAMES = ALL
"""All capabilities there are."""

CRITICAL: dict[str, tuple[str, str]] = {
    "SYS_ADMIN": (
        "mount file systems and reconfigure the kernel",
        "SYS_ADMIN is close to root on the host: it mounts disks and cgroup file systems, and a"
        " cgroup's release_agent is a program that the host runs.",
    ),
    "SYS_MODULE": (
        "load kernel modules",
        "A module runs as the kernel that all containers share: one insmod, and the host is taken.",
    ),
    "SYS_RAWIO": (
        "reach hardware past the kernel's checks",
        "Raw access to I/O ports, device memory and disks reads and rewrites what the host's own"
        " kernel and file systems rely on.",
    ),
    "SYS_PTRACE": (
        "read and change the memory of other processes",
        "It takes keys and tokens out of any process it sees and runs code inside it; together"
        " with the host's PID namespace that is every process of the host.",
    ),
    "DAC_READ_SEARCH": (
        "read every file, whatever its permissions",
        "With open_by_handle_at a process opens files by inode number, past the container's root:"
        " with any bind mount at hand, /etc/shadow and the keys of the host are readable.",
    ),
    "BPF": (
        "load BPF programs into the kernel",
        "BPF programs run in the kernel and watch what every process of the host reads and sends;"
        " flaws of the verifier have repeatedly turned them into code execution in the kernel.",
    ),
}

HIGH: dict[str, tuple[str, str]] = {
    "NET_ADMIN": (
        "reconfigure its network",
        "It redirects the traffic of its neighbours by routes, addresses and firewall rules, and"
        " opens nftables and traffic control, where many kernel exploits start; with the host's"
        " network, the firewall of the host is its to change.",
    ),
    "SYS_BOOT": (
        "load another kernel",
        "kexec starts a kernel of the attacker's choice in place of the host's.",
    ),
    "SYS_TIME": (
        "set the clock of the host",
        "The clock has no namespace: moving it makes expired certificates and tokens valid again,"
        " and breaks log order, schedules and leases on the whole host.",
    ),
    "MAC_ADMIN": (
        "change the mandatory access control policy",
        "The policy (AppArmor, Smack) confines every container of the host: who may rewrite it is"
        " confined by nothing.",
    ),
    "MAC_OVERRIDE": (
        "ignore mandatory access control",
        "The policy (Smack) that should stop a process which broke out no longer applies to it.",
    ),
}

MEDIUM: dict[str, tuple[str, str]] = {
    "SYSLOG": (
        "read the kernel's log and its addresses",
        "Kernel addresses are what an exploit needs to get past address randomisation, and the log"
        " tells about every other workload of the host.",
    ),
    "PERFMON": (
        "observe the performance of every process",
        "Performance counters and tracing see other processes and the kernel, and leak what they"
        " compute through side channels.",
    ),
    "CHECKPOINT_RESTORE": (
        "checkpoint and restore processes",
        "It looks into the mapped files of other processes and chooses the id of new ones.",
    ),
    "LINUX_IMMUTABLE": (
        "make files immutable and lift such protection",
        "An intruder protects a backdoor in a mounted folder from being deleted, and removes the"
        " append-only flag from logs before rewriting them.",
    ),
    "AUDIT_CONTROL": (
        "switch the kernel's auditing off",
        "The host's audit log goes quiet at the moment somebody should be looking at it.",
    ),
    "SYS_RESOURCE": (
        "exceed resource limits and disk quotas",
        "The limits that keep one container from exhausting the host are the container's to raise.",
    ),
}

EXTRA: dict[str, tuple[str, str]] = {
    "AUDIT_READ": (
        "read the audit log of the host",
        "The audit log shows what every other user and container of the host does.",
    ),
    "BLOCK_SUSPEND": (
        "keep the host from suspending",
        "A container decides about the power state of the whole machine.",
    ),
    "IPC_LOCK": (
        "lock memory",
        "Locked pages cannot be swapped out, which starves the neighbours of memory where no limit"
        " is set.",
    ),
    "IPC_OWNER": (
        "use every IPC object, whatever its permissions",
        "Shared memory of other users in the same IPC namespace can be read and written.",
    ),
    "LEASE": (
        "take leases on any file",
        "A lease delays whoever opens the file, on mounted folders of the host too.",
    ),
    "NET_BROADCAST": (
        "broadcast and listen to multicasts",
        "The kernel does not use it; granting it only tells that nobody reviewed the list.",
    ),
    "SYS_NICE": (
        "raise its priority and bind itself to CPUs",
        "A real-time priority takes the CPU away from everything else on the host.",
    ),
    "SYS_PACCT": (
        "switch process accounting on and off",
        "Accounting is a record of what ran: an intruder prefers it off.",
    ),
    "SYS_TTY_CONFIG": (
        "reconfigure terminals and hang them up",
        "With a terminal device of the host it can disconnect and imitate the console.",
    ),
    "WAKE_ALARM": (
        "wake the host from suspension",
        "A container decides about the power state of the whole machine.",
    ),
}
"""Neither default nor dangerous: more than an ordinary service needs."""
