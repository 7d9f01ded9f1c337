"""Files that are secrets by their name.

As of 2025-11. Sources: the programs' manuals and their default paths.
"""

import posixpath

NAMES = frozenset(
    """.env .env* .npmrc .pypirc .netrc .aws .kube .git .ssh .dockercfg .git-credentials .pgpass
    .my.cnf .vault-token .gnupg .s3cfg .boto .htpasswd credentials.json kubeconfig
    terraform.tfstate .terraformrc client_secret.json service-account.json service_account.json
    serviceaccount.json serviceaccountkey.json gcp-key.json""".split()
)
"""Files and folders, by their whole name."""

PATHS = (
    ".docker/config.json", ".aws/credentials", ".kube/config", ".config/gcloud",
    ".cargo/credentials", ".cargo/credentials.toml", ".gem/credentials",
)  # fmt: skip
"""Files by the end of their path."""

ENDINGS = (".pem", ".key", ".pfx", ".p12", ".jks", ".keystore", ".kdbx", ".ppk", ".ovpn")
"""Files that are, or hold, a private key."""

TARGETS = frozenset(
    """.npmrc .pypirc .netrc _netrc .dockercfg .git-credentials .pgpass .my.cnf .vault-token .s3cfg
    .boto .htpasswd .terraformrc""".split()
)
"""Files that programs read their credentials from, whatever they were called before."""

FOLDERS = {
    ".aws": ("config",),
    ".ssh": ("authorized_keys", "authorized_keys2", "known_hosts", "config", "environment", "rc"),
    ".kube": ("cache",),
    ".gnupg": ("gpg.conf", "gpg-agent.conf", "dirmngr.conf", "scdaemon.conf", "common.conf"),
}
"""Folders of credentials, and what else is in them."""

CONFIGURATIONS = (
    ".conf", ".cnf", ".cfg", ".ini", ".properties", ".env", ".yml", ".yaml", ".json", ".toml",
    ".config", ".credentials", ".settings", ".secrets",
)  # fmt: skip
"""How files end that are made of names and values."""

EXAMPLES = ("example", "sample", "template", "tmpl", "dist", "defaults", "schema")
"""How an env file ends that shows what to set."""

PUBLIC = (
    "ca", "cert", "fullchain", "chain", "public", "pub", "dhparam", "dh", "release", "gpg", "apt",
    "repo", "rpm", "bundle", "root", "intermediate", "csr", "crt", "trust", "keyring", "archive",
    "rds", "global", "yarn", "nodesource", "nginx_signing", "signing",
)  # fmt: skip
"""Words that names of certificates and public keys are made of."""

STORES = (
    "/etc/ssl/certs", "/usr/local/share/ca-certificates", "/usr/share/ca-certificates",
    "/etc/pki/ca-trust", "/etc/pki/rpm-gpg", "/etc/pki/trust", "/etc/apt/", "/usr/share/keyrings",
    "/etc/apk/keys", "/usr/local/share/keyrings", "/etc/ca-certificates",
)  # fmt: skip
"""Where public keys and certificates go."""

POINTERS = frozenset(
    """GOOGLE_APPLICATION_CREDENTIALS AWS_SHARED_CREDENTIALS_FILE KUBECONFIG NETRC PGPASSFILE
    AZURE_CLIENT_CERTIFICATE_PATH GOOGLE_CREDENTIALS FIREBASE_CREDENTIALS""".split()
)
"""Variables whose value is the path of a credential."""


def is_secret_file(name: str) -> bool:
    """Whether a path in a build context names a secret."""
    base = posixpath.basename(name.rstrip("/")).lower()
    if base in NAMES or name.rstrip("/").endswith(PATHS):
        return True
    if base.startswith(".env."):
        return not base.endswith(EXAMPLES)
    if base.startswith("id_"):
        return base.startswith(("id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "id_*")) and (
            not base.endswith((".pub", ".py", ".go", ".js"))
        )
    # What `*.pem` stands for may be certificates.
    if not base.endswith(ENDINGS) or ("*" in base and base.endswith(".pem")):
        return False
    words = base.rpartition(".")[0].replace("-", ".").replace("_", ".").split(".")
    if not base.endswith((".pem", ".key")):  # made for a key, unless it holds what is trusted
        return not any(word.startswith(("trust", "cacert")) or word == "ca" for word in words)
    return not any(word.rstrip("0123456789") in PUBLIC or word.endswith("ca") for word in words)


def becomes_secret(name: str, place: str) -> bool:
    """Whether a file of any name is copied to where programs look for their credentials."""
    *_, folder, base = ("", *place.split("/"))
    if "*" in base or name.lower().endswith((*EXAMPLES, ".pub")):
        return False
    keys = ("id_rsa", "id_dsa", "id_ecdsa", "id_ed25519")
    if base in keys or base in TARGETS or place.endswith(PATHS):
        return True
    return folder in FOLDERS and base not in FOLDERS[folder]


def is_configuration(path: str) -> bool:
    """Whether a file is made of names and values, by its name."""
    base = posixpath.basename(path).lower()
    return base.endswith(CONFIGURATIONS) or base in NAMES or path.endswith(PATHS)
