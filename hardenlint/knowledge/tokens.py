"""Formats of the credentials of well-known services. As of 2025-11.

Sources: the services' documentation of their token prefixes and webhook addresses.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

LENGTHS = {
    "AKIA": (16, 16),
    "ASIA": (16, 16),
    "ghp_": (36, 255),
    "gho_": (36, 255),
    "ghu_": (36, 255),
    "ghs_": (36, 255),
    "ghr_": (36, 255),
    "github_pat_": (22, 255),
    "glpat-": (20, 255),
    "xoxb-": (10, 255),
    "xoxp-": (10, 255),
    "xoxa-": (10, 255),
    "xoxs-": (10, 255),
    "xoxr-": (10, 255),
    "sk_live_": (16, 255),
    "rk_live_": (16, 255),
    "npm_": (36, 36),
    "AIza": (35, 35),
    "dckr_pat_": (27, 255),
    "pypi-AgEIcHlwaS5vcmc": (50, 255),
    "hf_": (34, 34),
    "sk-ant-": (40, 255),
    "dop_v1_": (64, 64),
    "AGE-SECRET-KEY-1": (58, 58),
    "ATATT3": (100, 255),
    "GOCSPX-": (28, 28),
    "GR1348941": (20, 20),
    "NRAK-": (27, 27),
    "PMAK-": (59, 59),
    "SG.": (60, 75),
    "doo_v1_": (64, 64),
    "dor_v1_": (64, 64),
    "dp.pt.": (40, 44),
    "glc_": (32, 255),
    "glsa_": (41, 41),
    "gldt-": (20, 255),
    "glptt-": (40, 40),
    "glrt-": (20, 255),
    "gsk_": (52, 52),
    "hvs.": (24, 255),
    "lin_api_": (40, 40),
    "pul-": (40, 40),
    "rubygems_": (48, 48),
    "sbp_": (40, 40),
    "shpat_": (32, 32),
    "shpss_": (32, 32),
    "sk-proj-": (40, 255),
    "sntrys_": (60, 255),
    "sq0atp-": (22, 22),
    "tskey-auth-": (20, 255),
    "tskey-api-": (20, 255),
    "whsec_": (32, 255),
    "xapp-": (20, 255),
    "xai-": (80, 80),
    "amzn.mws.": (36, 36),
    "key-": (32, 32),
    "sq0csp-": (43, 43),
    "SK": (32, 32),
}
"""How credentials of well-known services start, and how many characters follow."""

TOKENS = tuple(
    (start, kind)
    for kind, starts in {
        "AWS access key": "AKIA ASIA",
        "GitHub token": "ghp_ gho_ ghu_ ghs_ ghr_ github_pat_",
        "GitLab token": "glpat- gldt- glptt-",
        "Slack token": "xoxb- xoxp- xoxa- xoxs- xoxr- xapp-",
        "Stripe key": "sk_live_ rk_live_ whsec_",
        "npm token": "npm_",
        "Google API key": "AIza",
        "Docker Hub token": "dckr_pat_",
        "PyPI token": "pypi-AgEIcHlwaS5vcmc",
        "Hugging Face token": "hf_",
        "Anthropic key": "sk-ant-",
        "DigitalOcean token": "dop_v1_ doo_v1_ dor_v1_",
        "age key": "AGE-SECRET-KEY-1",
        "Atlassian token": "ATATT3",
        "Google OAuth secret": "GOCSPX-",
        "GitLab runner token": "GR1348941 glrt-",
        "New Relic key": "NRAK-",
        "Postman key": "PMAK-",
        "SendGrid key": "SG.",
        "Doppler token": "dp.pt.",
        "Grafana token": "glc_ glsa_",
        "Groq key": "gsk_",
        "Vault token": "hvs.",
        "Linear key": "lin_api_",
        "Pulumi token": "pul-",
        "RubyGems key": "rubygems_",
        "Supabase token": "sbp_",
        "Shopify token": "shpat_ shpss_",
        "OpenAI key": "sk-proj-",
        "Sentry token": "sntrys_",
        "Square token": "sq0atp- sq0csp-",
        "Tailscale key": "tskey-auth- tskey-api-",
        "xAI key": "xai-",
        "Amazon MWS token": "amzn.mws.",
        "Mailgun key": "key-",
        "Twilio key": "SK",
    }.items()
    for start in starts.split()
)
"""Whose credential such a start is."""

DOTTED = frozenset(("SG.", "dp.pt.", "hvs."))
"""Those whose tokens have dots inside."""

SAMPLE = "EXAMPLE"
"""How the keys end that the documentation of AWS shows."""

STRICT = frozenset(
    "SG. glc_ hvs. pul- whsec_ xai- gsk_ xoxb- xoxp- xoxa- xoxs- xoxr- xapp-".split()
)
"""Short starts, after which a word could follow: the token must have letters and digits."""

HEXADECIMAL = frozenset(("key-", "SK"))
"""Starts that mean nothing by themselves: what follows is made of `0-9a-f` only."""

WEBHOOKS = (
    ("hooks.slack.com/services/", "Slack webhook"),
    ("hooks.slack.com/workflows/", "Slack webhook"),
    ("hooks.slack.com/triggers/", "Slack webhook"),
    ("discord.com/api/webhooks/", "Discord webhook"),
    ("discordapp.com/api/webhooks/", "Discord webhook"),
    (".webhook.office.com/webhookb2/", "Teams webhook"),
    ("outlook.office.com/webhook/", "Teams webhook"),
    (".logic.azure.com/workflows/", "Teams webhook"),
    (".logic.azure.com:443/workflows/", "Teams webhook"),
    ("chat.googleapis.com/v1/spaces/", "Google Chat webhook"),
    ("api.telegram.org/bot", "Telegram bot token"),
    ("hooks.zapier.com/hooks/catch/", "Zapier webhook"),
    ("maker.ifttt.com/use/", "IFTTT key"),
)
"""Addresses of which the path, or a parameter, is the secret."""

WEBHOOK_LEAST = 7
"""Fewer characters in a row are no secret."""

FILLER_SIGNS = 3
"""So few different ones are a filler (`XXXXXXXX`)."""

PEM = "-----BEGIN "

STAND_IN = "masked-by-hardenlint-"
"""How what snapshots write for a secret starts: a number follows, and the kind of a credential."""


def token_kind(text: str) -> str:
    """Whose credential a text holds, told by its format ("GitHub token"); "" for none."""
    return next(iter(token_kinds(text)), "")


@lru_cache(maxsize=256)  # several checks ask about the same text
def token_kinds(text: str) -> tuple[str, ...]:
    """The kinds of all the credentials in a text, each different credential once."""
    found = {text[start:end]: kind for start, end, kind in places(text)}
    if STAND_IN in text:
        found.update(_stand_ins(text))
    return (*found.values(), *(["private key"] if _has_private_key(text) else []))


def places(text: str) -> Iterator[tuple[int, int, str]]:
    """Where the credentials in a text stand, private keys left out: start, end, kind."""
    for start, kind in TOKENS:
        place = text.find(start)
        while place >= 0:
            # In the middle of a word nothing starts.
            end = 0 if text[place - 1 : place].isalnum() else _token_end(text, place, start)
            if end and not text.endswith(SAMPLE, place, end):
                yield place, end, kind
            place = text.find(start, max(end, place + len(start)))
    if "://" in text:
        yield from _webhooks(text)
    if "-us" in text:
        yield from _mailchimp(text)


def stand_in(text: str) -> str:
    """What is written for a text with secrets: it says no more than which kinds they are."""
    kinds = token_kinds(text)
    words = (f"{STAND_IN}{n}-{kind.replace(' ', '-')}" for n, kind in enumerate(kinds, 1))
    return " ".join(words) or f"{STAND_IN}1"


def _stand_ins(text: str) -> Iterator[tuple[str, str]]:
    """Credentials that stand-ins are written for; (stand-in, kind)."""
    names = {kind for _, kind in (*TOKENS, *WEBHOOKS)} | {"Mailchimp key", "private key"}
    known = {name.replace(" ", "-"): name for name in names}
    for part in text.split(STAND_IN)[1:]:
        word = part.lstrip("0123456789")[1:]
        kind = next(
            (known[key] for key in sorted(known, key=len, reverse=True) if word.startswith(key)), ""
        )
        if kind:
            yield f"{STAND_IN}{part}", kind


def _mailchimp(text: str) -> Iterator[tuple[int, int, str]]:
    """Keys that end in their data centre: 32 hexadecimal digits and `-us12`."""
    place = text.find("-us")
    while place >= 0:
        key, before = text[max(place - 32, 0) : place], text[max(place - 33, 0) : place - 32]
        alone = len(key) == 32 and not before.isalnum()
        if alone and text[place + 3 : place + 4].isdigit() and _is_hexadecimal(key):
            yield place - 32, place + 5, "Mailchimp key"
        place = text.find("-us", place + 3)


def _is_hexadecimal(text: str) -> bool:
    """Whether a text looks like hexadecimal random, not like a number, a word or a filler."""
    return not text.strip("0123456789abcdef") and len(set(text)) > FILLER_SIGNS


def _webhooks(text: str) -> Iterator[tuple[int, int, str]]:
    """Addresses whose path is the secret."""
    for start, kind in WEBHOOKS:
        place = text.find(start)
        while place >= 0:
            stop = place + len(start)
            while stop < len(text) and text[stop] not in " \t\r\n\"'`<>{}$,;\\|()":
                stop += 1
            path = text[place + len(start) : stop]
            if text[stop : stop + 1] not in ("$", "<", "{") and _is_secret_path(path):
                yield place, stop, kind
            place = text.find(start, stop)


def _is_secret_path(path: str) -> bool:
    """Whether the longest part of a path is a secret, not a filler."""
    parts = path.replace("?", "/").replace("&", "/").replace("=", "/").replace("@", "/")
    longest = max(parts.split("/"), key=len)
    has_digit = any(map(str.isdigit, longest))
    return len(longest) >= WEBHOOK_LEAST and has_digit and len(set(longest.lower())) > FILLER_SIGNS


@cache
def _run(*, dotted: bool) -> Callable[[str, int, int], re.Match[str] | None]:
    """Match the characters that a token may have."""
    return re.compile(r"[A-Za-z0-9_.-]*+" if dotted else r"[A-Za-z0-9_-]*+").match


def _token_end(text: str, place: int, start: str) -> int:
    """Where a token ends; 0 when what follows has not the right length or is a filler."""
    end = place + len(start)
    least, most = LENGTHS[start]
    match = _run(dotted=start in DOTTED)(text, end, end + most + 1)
    stop = match.end() if match else end
    if stop <= end + most and text[stop : stop + 1].isalnum():  # no letter of ASCII
        return 0
    body = text[end:stop].rstrip(".")  # a full stop ends the sentence around it
    if not least <= len(body) <= most:
        return 0
    if start in STRICT and not (any(map(str.isdigit, body)) and any(map(str.isalpha, body))):
        return 0
    if start in HEXADECIMAL and not _is_hexadecimal(body):
        return 0
    # What is made of these is a filler, `xxxx` or `0000`.
    return end + len(body) if body.lower().strip("x0-_.") != "" else 0


def _has_private_key(text: str) -> bool:
    """Whether there is the head of a PEM block: `-----BEGIN … PRIVATE KEY`."""
    place = text.find(PEM)
    while place >= 0:
        label = text[place + len(PEM) : place + len(PEM) + 40].partition("-----")[0]
        if label.endswith(("PRIVATE KEY", "PRIVATE KEY BLOCK")):
            return True
        place = text.find(PEM, place + len(PEM))
    return False
