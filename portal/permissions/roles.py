"""The roles: names of groups in the database. The admin shows them in the reader's language."""

from django.utils.translation import gettext_noop

OFFICERS = gettext_noop("Communication officers")
READERS = gettext_noop("Second readers")
SECRETARIES = gettext_noop("Council secretaries")
PUBLISHERS = gettext_noop("Publishers")
CONTACTS = gettext_noop("Regional contacts")
ADMINISTRATORS = gettext_noop("Administrators")
ROLES = (OFFICERS, READERS, SECRETARIES, PUBLISHERS, CONTACTS, ADMINISTRATORS)

# No group: every account that writes for a region, on the pages of that region (portal.permissions.regional).
OWN_REGION = gettext_noop("Whoever writes for a region, on its own pages")
