"""Host devices whose possession breaks the isolation of a container, by class.

Device names follow Documentation/admin-guide/devices.txt of the kernel. As of 2026-11.
"""

import re


class DeviceClass:
    """A class of devices: `what` names one to a person, `why` says what it gives away.

    `capability` is the one without which the device is of no use to an attacker, "" for none:
    a device that needs one does not give the host away by itself.
    """

    __slots__ = ("capability", "what", "why")

    def __init__(self, what: str, why: str, capability: str = "") -> None:
        self.what = what
        self.why = why
        self.capability = capability


_ALL = DeviceClass(
    "every device of the host",
    "Disks, kernel memory and consoles of the host are all under /dev: mounting the host's root"
    " disk is one command away.",
)
_MEMORY = DeviceClass(
    "the memory of the host",
    "Physical and kernel memory hold every key and process of the host and can be rewritten at"
    " will.",
)
_REGISTERS = DeviceClass(
    "the registers of the host's processors",
    "Writing to a model-specific register redirects system calls to code of the writer's choice.",
)
_PORTS = DeviceClass(
    "the I/O ports of the host",
    "Programming disk and bus controllers directly goes past every check of the kernel.",
)
_LOG = DeviceClass(
    "the kernel log of the host",
    "The log discloses kernel addresses and what all other workloads do, and who may write to it"
    " forges entries.",
)
_DISK = DeviceClass(
    "a disk of the host",
    "Reading the raw disk goes past all file permissions, and writing to it plants a root account"
    " or a start-up script on the host.",
)
_LOOP = DeviceClass(
    "a loop device of the host",
    "Loop devices back mounted file systems of the host and of other containers: their content can"
    " be read and replaced underneath.",
)
_NETWORK_DISK = DeviceClass(
    "a network block device of the host",
    "Reading the raw device goes past all file permissions, and its content can be replaced under a"
    " file system that the host has mounted.",
)
_ZFS = DeviceClass(
    "the control device of ZFS",
    "Whoever controls ZFS can create, clone, mount and destroy the data sets of the host.",
)
VIRTUAL = DeviceClass(
    "the virtualisation interface of the kernel",
    "It opens a large part of the kernel to the container, with a record of escapes, and starts"
    " virtual machines that nothing on the host accounts for.",
)
_TUN = DeviceClass(
    "the tunnel device of the host's kernel",
    "Together with NET_ADMIN it creates network interfaces and reroutes traffic through them.",
    "NET_ADMIN",
)
_FUSE = DeviceClass(
    "the file system device of the host's kernel",
    "Together with SYS_ADMIN it mounts file systems whose content and timing the container"
    " controls, a building block of many kernel exploits.",
    "SYS_ADMIN",
)
_INPUT = DeviceClass(
    "keyboards and pointers of the host",
    "Every key that is pressed at the host can be recorded, passwords included.",
)

_CLASSES: tuple[tuple[str, DeviceClass], ...] = (
    (r"", _ALL),
    (r"k?mem", _MEMORY),
    (r"cpu/\d+/msr", _REGISTERS),
    (r"port", _PORTS),
    (r"kmsg", _LOG),
    (r"(hd|sd|vd|xvd)[a-z]+\d*", _DISK),
    (r"nvme\d+(n\d+(p\d+)?)?", _DISK),
    (r"mmcblk\d+(p\d+|boot\d+|rpmb)?", _DISK),
    (r"(bcache|dm-|md|zd)\d+(p\d+)?", _DISK),
    (r"(md|mapper|disk|zvol)(/.*)?", _DISK),
    (r"loop\d+(p\d+)?|loop-control", _LOOP),
    (r"(rbd|nbd)\d+(p\d+)?|rbd(/.*)?", _NETWORK_DISK),
    (r"zfs", _ZFS),
    (r"kvm|vhost-.+", VIRTUAL),
    (r"net(/tun)?", _TUN),
    (r"fuse", _FUSE),
    (r"input(/.*)?", _INPUT),
)
"""Name below /dev (all of it) -> class. The names do not overlap; a folder is its devices."""


def classify(path: str) -> DeviceClass | None:
    """The class of a normalised device path (`/dev/sda1`), None for a harmless device."""
    if path != "/dev" and not path.startswith("/dev/"):
        return None
    name = path[5:]
    return next((cls for pattern, cls in _CLASSES if re.fullmatch(pattern, name)), None)


def is_harmless(path: str) -> bool:
    """Whether this is one device, or a folder of devices, that gives nothing of the host away.

    /dev/dri, /dev/snd, /dev/ttyUSB0: the engine refuses to open them, unless `devices` allows it.
    """
    top = path.removeprefix("/dev/").partition("/")[0]
    is_device = path.startswith("/dev/") and top not in _NO_DEVICES
    return is_device and classify(path) is None


_NO_DEVICES = ("shm", "mqueue", "hugepages")
"""File systems below /dev: memory that the programs of the host share."""

DISK_MAJORS = {
    **dict.fromkeys(("8", *map(str, range(65, 72))), "every SCSI and SATA disk of the host"),
    "9": "every software RAID of the host",
    "179": "every memory card of the host",
    "253": "every logical volume of the host",
    "259": "every NVMe disk of the host",
}
"""Major numbers of block devices that hold file systems of the host."""
