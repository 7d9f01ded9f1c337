"""The one program in the images of the tests: it waits ten minutes, or ends at once.

Made here, byte by byte, so that tests which need containers need no busybox, no compiler and no
registry beside an engine, and so that it fits an engine on a machine of another kind.
"""

import io
import struct
import tarfile

IDLE = ["/bin/idle"]
"""Waits; with any argument it ends at once."""

_SECONDS = 600

_X86_64 = bytes.fromhex(
    "58"  #              pop   rax            how many arguments, the program's name included
    "48ffc8"  #          dec   rax
    "750e"  #            jnz   end
    "488d3d0e000000"  #  lea   rdi, [time]
    "31f6"  #            xor   esi, esi
    "6a23"  #            push  35             nanosleep
    "58"  #              pop   rax
    "0f05"  #            syscall
    "31ff"  #       end: xor   edi, edi
    "6a3c"  #            push  60             exit
    "58"  #              pop   rax
    "0f05"  #            syscall
)
_AARCH64 = struct.pack(
    "<10I",
    0xF94003E9,  #      ldr   x9, [sp]       how many arguments
    0xF100053F,  #      cmp   x9, #1
    0x540000A1,  #      b.ne  end
    0x100000E0,  #      adr   x0, time
    0xD2800001,  #      mov   x1, #0
    0xD2800CA8,  #      mov   x8, #101       nanosleep
    0xD4000001,  #      svc   #0
    0xD2800000,  # end: mov   x0, #0
    0xD2800BA8,  #      mov   x8, #93        exit
    0xD4000001,  #      svc   #0
)
_MACHINES = {
    "amd64": (62, _X86_64), "x86_64": (62, _X86_64),
    "arm64": (183, _AARCH64), "aarch64": (183, _AARCH64),
}  # fmt: skip
"""By what engines call their machine: its number in ELF, and the code."""

_ACCOUNTS = b"root:x:0:0:root:/:/bin/sh\ntoor:x:0:0:root:/:/bin/sh\napp:x:10001:10001::/:/bin/sh\n"


def program(machine: str) -> bytes:
    """An ELF file of one segment; raises KeyError when nobody has written it for that machine."""
    number, code = _MACHINES[machine]
    code += struct.pack("<QQ", _SECONDS, 0)  # the time to wait, which the code points to
    start, headers = 0x400000, 64 + 56
    size = headers + len(code)
    kind = b"\x7fELF\x02\x01\x01".ljust(16, b"\0")
    header = (2, number, 1, start + headers, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    segment = (1, 5, 0, start, start, size, size, 0x10000)
    return kind + struct.pack("<HHIQQQIHHHHHH", *header) + struct.pack("<IIQQQQQQ", *segment) + code


def root_file_system(machine: str) -> bytes:
    """A tar with the program, and accounts: app, and another name of root."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name in ("bin", "etc", "tmp"):
            folder = tarfile.TarInfo(name)
            folder.type, folder.mode = tarfile.DIRTYPE, 0o755
            archive.addfile(folder)
        for name, content in (("bin/idle", program(machine)), ("etc/passwd", _ACCOUNTS)):
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), 0o755
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()
