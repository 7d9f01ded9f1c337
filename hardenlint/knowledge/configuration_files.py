"""Files that a program reads its settings from, and folders whose files an image runs as it starts.

Sources: the configuration of the servers among Docker official images, and the README files of
those images for the folders. As of 2026-11.
"""

_SETTINGS = frozenset(
    """cf cfg cnf conf config crt env hcl htpasswd ini key pem properties rules toml vcl xml yaml
    yml""".split()
)
_MARKS = frozenset("default dist inc j2 local sample template tmpl tpl".split())
"""What may stand behind: `named.conf.local`, `default.conf.template`."""

_CODE = frozenset("cjs js json json5 jsonc lua mjs php py rb ts".split())
"""What is about settings where the name says so: `config.json`, `wp-config.php`, `settings.py`."""

_WHOLE = frozenset("authorized_keys caddyfile corefile procfile sudoers".split())
"""What is all of a name, or the end of one: `Caddyfile`, `headers.Caddyfile`."""

_INIT = ("/docker-entrypoint-initdb.d", "/docker-entrypoint.d")
"""Of database images, and of those of nginx."""


def is_configuration(path: str) -> bool:
    """Whether the name of a file says that it holds settings, a key or a certificate."""
    name = path.rstrip("/").rpartition("/")[2].lower()
    stem, *suffixes = name.split(".")
    while suffixes and suffixes[-1] in _MARKS:
        suffixes.pop()
    if (suffixes or [stem])[-1] in _WHOLE:
        return True
    if not suffixes:
        return False
    *before, last = suffixes
    if last in _CODE:
        return any("config" in part or "settings" in part for part in (stem, *before))
    return last in _SETTINGS and (stem, last) != ("", "config")  # `.config` is a folder of a home


def is_run_at_start(target: str) -> bool:
    """Whether what is mounted there is run by the image's entrypoint."""
    return target.endswith(".sh") or f"{target.rstrip('/')}/".startswith(
        tuple(f"{folder}/" for folder in _INIT)
    )
