"""TLS over a connected socket; who the engine is is verified, and nobody is asked anything."""

import ssl

from .dial import Ending
from .endpoint import Tls


class TlsSocket(Ending, ssl.SSLSocket):
    """The deadline of the socket below goes on: it is that of the handshake, too."""


def encrypted(plain: Ending, files: Tls | None, host: str) -> Ending:
    """Encrypt a connection; without files, the engine is verified as any server is."""
    try:
        context = ssl.create_default_context(cafile=(files.ca or None) if files else None)
        context.sslsocket_class = TlsSocket
        if files and not files.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        if files and files.cert and files.key:
            # Without a password OpenSSL would ask for that of a key on the terminal, and wait.
            context.load_cert_chain(files.cert, files.key, password="")
        return context.wrap_socket(plain, server_hostname=host)  # type: ignore[return-value]
    except BaseException:
        plain.close()
        raise
