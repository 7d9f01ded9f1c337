"""How the command lines of well-known programs read: which options have an argument, and what for.

Sources: the manuals of the programs: curl(1), wget(1), pip(1) and npm(1); those of shadow-utils
(useradd, usermod), Debian's adduser and busybox' adduser; bash(1), dash(1), python(1), perl(1),
node(1), ruby(1) and php(1). As of 2026-11.
"""

from typing import Final

Options = tuple[str, frozenset[str]]
"""The letters, and the long options, that take an argument."""

CURL: Final[Options] = ("ACDEFHKPQTUXYbcdehmotuwxyz", frozenset(
    """--user-agent --continue-at --cookie --cookie-jar --data --data-binary --data-raw
    --data-urlencode --dump-header --referer --cert --cacert --key --form --header --config
    --max-time --connect-timeout --output --output-dir --ftp-port --quote --range --request
    --retry --retry-delay --retry-max-time --limit-rate --resolve --proxy --user --write-out
    --upload-file --max-redirs --interface --proto --proto-redir --proto-default --tls-max
    --ciphers --tls13-ciphers --stderr --url --max-filesize --netrc-file --create-file-mode
    --noproxy --connect-to --doh-url --dns-servers --proxy-user --preproxy --socks4 --socks4a
    --socks5 --socks5-hostname --pinnedpubkey --local-port --time-cond --speed-limit --speed-time
    --cert-type --key-type --pass --capath --engine --aws-sigv4 --json --url-query --variable
    """.split()
))  # fmt: skip
WGET: Final[Options] = ("OPoaietTwQUDARIXYlB", frozenset(
    """--output-document --directory-prefix --output-file --append-output --input-file --execute
    --tries --timeout --wait --header --user-agent --user --password --post-data --post-file
    --http-user --http-password --referer --waitretry --limit-rate --ca-certificate
    --dns-timeout --connect-timeout --read-timeout --base --level --accept --reject --domains
    --exclude-domains --bind-address --method --body-data --body-file --ca-directory
    --certificate --private-key --load-cookies --save-cookies --rejected-log --progress""".split()
))  # fmt: skip
ARIA2C: Final[Options] = ("od", frozenset(("--out", "--dir", "--output")))

INSTALLERS: Final = frozenset(
    """pip pip2 pip3 pipx uv python python2 python3 easy_install npm yarn pnpm gem bundle yum dnf
    dnf5 microdnf zypper rpm yum-config-manager git svn hg go cargo composer conda mamba
    cpanm""".split()
)
"""Programs that fetch the addresses among their words."""

INDEXES: Final = frozenset(
    """PIP_INDEX_URL PIP_EXTRA_INDEX_URL UV_INDEX_URL UV_DEFAULT_INDEX UV_EXTRA_INDEX_URL
    NPM_CONFIG_REGISTRY YARN_REGISTRY YARN_NPM_REGISTRY_SERVER GOPROXY""".split()
)
"""Variables, in upper case, that name where package managers install from."""

_ACCOUNT = frozenset(
    """--base-dir --comment --home-dir --home --expiredate --inactive --gid --groups --skel --key
    --login --password --root --prefix --shell --uid --selinux-user""".split()
)
USERADD: Final[Options] = ("bcdefgGkKpPRsuZ", _ACCOUNT)
USERMOD: Final[Options] = ("cdefgGlpPRsuvVwWZ", _ACCOUNT)
ADDUSER: Final[Options] = ("hgGsukdc", frozenset(
    """--home --shell --uid --gid --ingroup --gecos --comment --conf --firstuid --lastuid --firstgid
    --lastgid""".split()
))  # fmt: skip

ASKING_FOR_NONE: Final = (
    "-D", "-S", "--system", "--disabled-password", "--disabled-login", "--group", "--help",
)  # fmt: skip
"""Options with which adduser asks for no password."""

RANDOM: Final = (
    "/dev/urandom", "/dev/random", "openssl rand", "pwgen", "apg -", "uuidgen", "makepasswd",
)  # fmt: skip
"""What draws a password at random."""

SHELL: Final = ("oO", "c")
INTERPRETERS: Final[dict[str, tuple[str, str]]] = {
    **dict.fromkeys("sh bash dash ash zsh ksh mksh rbash fish".split(), SHELL),
    "python": ("WXQ", "cmV"),
    "pypy": ("WX", "cmV"),
    "perl": ("IMm", "eEnpv"),
    "ruby": ("rIECK", "ev"),
    "node": ("rC", "epv"),
    "nodejs": ("r", "epv"),
    "php": ("dcz", "rBREFfvim"),
    "lua": ("l", "ev"),
}
"""Program -> short options with an argument, and those that bring their own program."""

LONG_ARGUMENT: Final = ("--rcfile", "--init-file", "--require", "--loader", "--import")
"""Long options of interpreters with an argument."""

LONG_CODE: Final = ("--eval", "--print", "--run", "--version", "--help")
"""Those that bring their own program."""
