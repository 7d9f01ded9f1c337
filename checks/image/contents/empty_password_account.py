from collections.abc import Iterator

from hardenlint import Finding, Image, Severity, check


@check(
    Severity.CRITICAL,
    references=("CWE-258", "CVE-2019-5021"),
    without=("dockerfile", "compose"),
    needs=("contents",),
)
def empty_password_account(image: Image) -> Iterator[Finding]:
    """An account of the image has no password

    ## Why

    Whoever reaches a login of this image (su, sshd, a console, a web terminal) types the account's
    name and is in: no password is asked for. Alpine's images shipped root like this for years
    (CVE-2019-5021), and whatever is built from such a base still does.

    ## Fix

    ### In a Dockerfile

    Lock the account: `RUN passwd -l root`, or build from a current base image.

    ### With docker run

    Use an image that is built anew from a current base; nothing at run time cures it.

    ## When it is a false alarm

    When nothing in the image can log in: no su, no login, no sshd. The account is still worth
    locking.

    ## Examples

    ```json bad
    {"ImageContents": "app:1",
     "Accounts": [{"Name": "root", "Uid": 0, "Shell": "/bin/ash", "EmptyPassword": true}]}
    ```

    ```json good
    {"ImageContents": "app:1",
     "Accounts": [{"Name": "app", "Uid": 9, "Shell": "/sbin/nologin", "EmptyPassword": true}]}
    ```
    """
    for account in image.contents.accounts if image.contents is not None else ():
        if account.empty_password and account.logs_in:
            message = f"lets {account.name} (uid {account.uid}) log in without a password"
            yield Finding(image.span, message, evidence=account.name, here=_lock(account.name))


def _lock(name: str) -> tuple[tuple[str, str], ...]:
    return (("passwd -l root", f"passwd -l {name}"),)
