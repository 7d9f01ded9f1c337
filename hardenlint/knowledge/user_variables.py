"""Variables by which images choose the user they run as.

Names from the manuals of image families, as of 2026-11: linuxserver.io and hotio (PUID, PGID),
phusion-style images (UID, GID, USER_ID, GROUP_ID), Gitea (USER_UID), Jupyter (NB_UID), Apache and
nginx wrappers. `*_USER` in general names an account of a database, so only whole names count.
"""

USERS = frozenset(
    """PUID UID USER_ID USER_UID USERID HOST_UID LOCAL_UID LOCAL_USER_ID RUN_UID RUN_AS_UID APP_UID
    PHP_UID NB_UID NGINX_UID WWW_UID USERMAP_UID NGINX_USER NGINX_RUN_USER APACHE_RUN_USER
    PHP_FPM_USER RUN_AS RUN_AS_USER RUN_USER APP_RUN_USER""".split()
)
GROUPS = frozenset(
    """PGID GID GROUP_ID USER_GID GROUPID HOST_GID LOCAL_GID LOCAL_GROUP_ID RUN_GID RUN_AS_GID
    APP_GID PHP_GID NB_GID NGINX_GID WWW_GID USERMAP_GID NGINX_RUN_GROUP APACHE_RUN_GROUP
    PHP_FPM_GROUP RUN_AS_GROUP RUN_GROUP""".split()
)
