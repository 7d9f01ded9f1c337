"""No secret is shown in a report or saved in a snapshot, by whichever door it comes."""

import pytest

from hardenlint.facts.masking import masked
from hardenlint.sources.inspect import mask

SECRET = "hUnt3r2zzQ9"  # noqa: S105 - nobody's

LINES = [
    f"mysql -p{SECRET} -u root",
    f"curl -u admin:{SECRET} https://example.com",
    f"sshpass -p {SECRET} ssh host",
    f"redis-server --requirepass {SECRET}",
    f"app --password={SECRET}",
    f"app --api-token {SECRET}",
    f"wget https://hooks.slack.com/services/{SECRET}",
    f"app https://{SECRET}{SECRET}@o1.ingest.example.com/2",
    f"app postgres://shop:{SECRET}@db/shop",
    f"env SESSION={SECRET} app",
    f"env SIGNATURE={SECRET} app",
    f"env SENTRY_DSN={SECRET} app",
]


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_shown_without_it(line: str) -> None:
    assert SECRET not in masked(line)
    assert masked(line) != line


@pytest.mark.parametrize("hide", [mask.asterisks, mask.stand_in])
@pytest.mark.parametrize("line", LINES)
def test_a_command_is_shown_and_saved_without_it(line: str, hide: mask.Hide) -> None:
    words = mask.masked_words(tuple(line.split()), hide)
    assert SECRET not in " ".join(words)
    assert len(words) == len(line.split())
    assert SECRET not in mask.masked_text(line, hide)


@pytest.mark.parametrize("hide", [mask.asterisks, mask.stand_in])
@pytest.mark.parametrize("text", ["nginx -g 'daemon off;'", "app --port 8080 --user web", "a b"])
def test_the_rest_stays(text: str, hide: mask.Hide) -> None:
    words = tuple(text.split())
    assert mask.masked_words(words, hide) == words
    assert mask.masked_text(text, hide) == masked(text) == text
