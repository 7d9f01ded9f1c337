"""Formats of the credentials of well-known services. As of 2025-11."""

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
}
"""How credentials of well-known services start, and how many characters follow."""

TOKENS = tuple(
    (start, kind)
    for kind, starts in {
        "AWS access key": "AKIA ASIA",
        "GitHub token": "ghp_ gho_ ghu_ ghs_ ghr_ github_pat_",
        "GitLab token": "glpat-",
        "Slack token": "xoxb- xoxp- xoxa- xoxs- xoxr-",
        "Stripe key": "sk_live_ rk_live_",
        "npm token": "npm_",
        "Google API key": "AIza",
        "Docker Hub token": "dckr_pat_",
        "PyPI token": "pypi-AgEIcHlwaS5vcmc",
        "Hugging Face token": "hf_",
        "Anthropic key": "sk-ant-",
        "DigitalOcean token": "dop_v1_",
    }.items()
    for start in starts.split()
)
"""Whose credential such a start is."""

PEM = "-----BEGIN "


def token_kind(text: str) -> str:
    """Whose credential a text holds, told by its format ("GitHub token"); "" for none."""
    for start, kind in TOKENS:
        place = text.find(start)
        while place >= 0:
            if not text[place - 1 : place].isalnum() and _is_token(text, place, start):
                return kind
            place = text.find(start, place + len(start))
    return "private key" if _has_private_key(text) else ""


def _is_token(text: str, place: int, start: str) -> bool:
    """Whether what follows has the right length and is no filler."""
    end = place + len(start)
    least, most = LENGTHS[start]
    stop = end
    while stop < min(len(text), end + most + 1) and (text[stop].isalnum() or text[stop] in "_-"):
        stop += 1
    body = text[end:stop]
    if not least <= len(body) <= most or not text[place:stop].isascii():
        return False
    return body.lower().strip("x0-_") != ""


def _has_private_key(text: str) -> bool:
    """Whether there is the head of a PEM block: `-----BEGIN … PRIVATE KEY`."""
    place = text.find(PEM)
    while place >= 0:
        label = text[place + len(PEM) : place + len(PEM) + 40].partition("-----")[0]
        if label.endswith(("PRIVATE KEY", "PRIVATE KEY BLOCK")):
            return True
        place = text.find(PEM, place + len(PEM))
    return False
