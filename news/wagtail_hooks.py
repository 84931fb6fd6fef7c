"""Where news adds to Wagtail's admin: proposals for a newsletter, sending it by mail, the register of subscribers, and
what is followed.

Each module below registers its hooks.
"""

from news.alerts import followed_report as _followed  # noqa: F401
from news.letter import proposals_view as _proposals  # noqa: F401
from news.mailings import mailing_log as _mailing_log  # noqa: F401
from news.mailings import mailing_view as _mailings  # noqa: F401
from news.subscriptions import register as _register  # noqa: F401
