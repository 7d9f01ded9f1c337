"""Programs that take passwords on their command line, as data. As of 2026-11.

Source: their manuals.
"""

ATTACHED = {
    "mysql": "p", "mysqldump": "p", "mysqladmin": "p", "mysqlimport": "p", "mysqlcheck": "p",
    "mysqlshow": "p", "mysqlpump": "p", "mysqlslap": "p", "mysqlsh": "p", "mariadb": "p",
    "mariadb-dump": "p", "mariadb-admin": "p", "mariadb-check": "p", "mariadb-import": "p",
    "sshpass": "p", "mongo": "p", "mongosh": "p", "mongodump": "p", "mongorestore": "p",
    "mongoexport": "p", "mongoimport": "p", "7z": "p", "7za": "p", "7zr": "p", "7zz": "p",
    "rar": "p", "unrar": "p", "zip": "P", "unzip": "P", "redis-cli": "a", "valkey-cli": "a",
    "sqlcmd": "P", "bcp": "P", "isql": "P", "tsql": "P", "osql": "P", "ldapsearch": "w",
    "ldapadd": "w", "ldapmodify": "w", "ldapdelete": "w", "ldapwhoami": "w", "ldappasswd": "w",
    "ipmitool": "P", "ssh-keygen": "N", "cqlsh": "p", "mosquitto_pub": "P", "mosquitto_sub": "P",
}  # fmt: skip
"""Programs and the letter that a password follows without a blank."""

SEPARATE = {
    "sshpass": ("-p",), "mongo": ("-p",), "mongosh": ("-p",), "mongodump": ("-p",),
    "mongorestore": ("-p",), "mongoexport": ("-p",), "mongoimport": ("-p",),
    "redis-cli": ("-a", "--pass"), "valkey-cli": ("-a", "--pass"),
    "redis-server": ("--requirepass", "--masterauth"), "sqlcmd": ("-P",), "bcp": ("-P",),
    "isql": ("-P",), "tsql": ("-P",), "osql": ("-P",), "sqsh": ("-P",),
    "unzip": ("-P",), "zip": ("-P", "--password"), "ldapsearch": ("-w",), "ldapadd": ("-w",),
    "ldapmodify": ("-w",), "ldapwhoami": ("-w",), "ldapdelete": ("-w",), "ldapmodrdn": ("-w",),
    "ldapcompare": ("-w",), "ldappasswd": ("-w", "-s", "-a"), "slappasswd": ("-s",),
    "openssl": ("-passin", "-passout", "-pass", "-k"),
    "keytool": (
        "-storepass", "-keypass", "-srcstorepass", "-deststorepass", "-srckeypass", "-destkeypass",
        "-new",
    ),
    "jarsigner": ("-storepass", "-keypass"), "apksigner": ("--ks-pass", "--key-pass"),
    "ssh-keygen": ("-N", "-P"), "ipmitool": ("-P",), "cqlsh": ("-p", "--password"),
    "influx": ("-password", "-t"), "mosquitto_pub": ("-P", "--pw"),
    "mosquitto_sub": ("-P", "--pw"), "snmpwalk": ("-A", "-X"), "snmpget": ("-A", "-X"),
    "snmpset": ("-A", "-X"), "snmptrap": ("-A", "-X"), "kadmin": ("-w",), "rdesktop": ("-p",),
    "cypher-shell": ("-p",), "twine": ("-p",), "ncftpput": ("-p",), "ncftpget": ("-p",),
    "pscp": ("-pw",), "plink": ("-pw",), "psftp": ("-pw",), "swaks": ("-ap",),
    "sendemail": ("-xp",), "gitlab-runner": ("-r",), "doctl": ("-t",),
    "dotnet": ("-k",),
}  # fmt: skip
"""Programs and the options that a password follows as a word of its own."""

LOGINS = {
    "docker": ("-p",), "podman": ("-p",), "buildah": ("-p",), "skopeo": ("-p",), "crane": ("-p",),
    "nerdctl": ("-p",), "helm": ("-p",), "oras": ("-p",), "az": ("-p",), "oc": ("-p",),
    "regctl": ("-p",), "vault": (),
}  # fmt: skip
"""Programs whose `login` takes a password that way."""

ACCOUNTS = {
    "smbclient": (("-U", "--user"), "%"), "smbget": (("-U", "--user"), "%"),
    "rpcclient": (("-U", "--user"), "%"), "lftp": (("-u", "--user"), ","),
    "etcdctl": (("--user",), ":"), "http": (("-a", "--auth"), ":"),
    "https": (("-a", "--auth"), ":"), "ab": (("-A", "-P"), ":"),
    "skopeo": (("--creds", "--src-creds", "--dest-creds"), ":"),
    "podman": (("--creds",), ":"), "buildah": (("--creds",), ":"),
}  # fmt: skip
"""Programs, the options that an account with its password follows, and what stands between."""

OPERANDS: dict[str, tuple[tuple[tuple[str, ...], int], ...]] = {
    "cargo": ((("login",), 1),),
    "grafana-cli": ((("reset-admin-password",), 1),),
    "iwconfig": ((("key",), 1),),
    "mariadb-admin": ((("password",), 1),),
    "mysqladmin": ((("password",), 1),),
    "neo4j-admin": ((("set-initial-password",), 1),),
    "ngrok": ((("authtoken",), 1), (("add-authtoken",), 1)),
    "nmcli": ((("password",), 1),),
    "nuget": ((("setapikey",), 1),),
    "rabbitmqctl": ((("add_user",), 2), (("change_password",), 2)),
    "rclone": ((("obscure",), 1), (("pass",), 1)),
    "redis-cli": ((("auth",), 1), (("config", "set", "requirepass"), 1)),
    "snyk": ((("auth",), 1),),
    "valkey-cli": ((("auth",), 1), (("config", "set", "requirepass"), 1)),
    "wpa_passphrase": (((), 2),),
}
"""Programs, words of theirs in small letters, and which of the words after these is the secret."""

ANYWHERE = frozenset(
    """--requirepass --masterauth --storepass --keypass --passphrase --authkey --auth-key --pwd
    -password -passphrase -storepass -keypass""".split()
)
"""Options that mean a password whoever takes them."""

FLAGS = frozenset(("dev-root-token-id",))
"""The same with one `-` or two, as programs in Go take them: Vault and OpenBao."""

TEXT = frozenset("echo printf grep egrep fgrep sed awk perl test [ cat tee find".split())
"""Programs whose words are text."""

OBJECTS = frozenset(
    """docker podman buildah nerdctl kubectl oc helm pass gpg-agent git ssh-keygen adduser useradd
    usermod chpasswd passwd user_add dockerd""".split()
)
"""Programs whose long options of such a name take something else, or are told elsewhere."""

OWN = frozenset("--password --token --kube-token".split())
"""Long options that mean the secret itself with these programs too."""

NOT_TAKING = frozenset(
    """NO DISABLE DISABLED ASK PROMPT ENABLE ENABLED SHOW ALLOW EMPTY RANDOM GENERATE STDIN REQUIRE
    USE RESET SKIP WITHOUT WITH CHANGE MIN MAX EXPIRE CREDS CREDENTIAL CREDENTIALS""".split()
)
"""Words of an option that switches something, or takes an account or a file, and no password."""

STDIN = {
    "docker": ("--password-stdin",), "podman": ("--password-stdin",), "helm": ("--password-stdin",),
    "skopeo": ("--password-stdin",), "crane": ("--password-stdin",), "oras": ("--password-stdin",),
    "gpg": ("--passphrase-fd",), "cryptsetup": ("-",), "gh": ("--with-token",),
}  # fmt: skip
"""Programs that read a password from standard input with such an option."""

ASKING = frozenset("vncpasswd kinit".split())
"""Programs that read nothing but a password from standard input."""

HEADERS = frozenset(
    """authorization proxy-authorization private-token job-token x-api-key x-auth-token
    x-vault-token""".split()
)
"""Headers of HTTP that carry a credential."""

CURL = "AbCcdDeEFHhKmoPQrtTuUwxXyYz"
"""The letters that curl takes an argument with."""

NPM = ("_authToken", "_auth", "_password", "npmAuthToken")
"""Settings of npm and Yarn that hold a credential."""

POSITIONAL = frozenset(
    """aws bao composer curl echo htpasswd kubectl mc mosquitto_passwd mount mount.cifs npm oc
    openssl pnpm poetry printf setx sqlplus vault wget yarn""".split()
)
"""Programs that take a password as one of their operands, or in a way of their own."""
