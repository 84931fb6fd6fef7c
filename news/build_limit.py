"""How often one reader may have feeds built that are not kept. After that the answer is 429, with the time to wait."""

from time import time

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from portal.accounts.login_limits import address_of

# So many in each window of so many seconds. A feed that is kept does not count: a reader that has followed hundreds of
# selections since yesterday, or a whole region behind one address, gets all of them.
MOST, WINDOW = 60, 60


class TooMany(Exception):
    """Raised when the limit is reached. `seconds` is how long it is until the next window."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(seconds)


def count(request: HttpRequest) -> None:
    """Count one feed that is built for the reader at this address. Raises TooMany when there have been enough.

    The counts are in the cache. Where that is each process's own (CACHE_URL), each process has its own limit.
    """
    window, passed = divmod(int(time()), WINDOW)
    reader = salted_hmac("news.build_limit", address_of(request), algorithm="sha256").hexdigest()
    key = f"feeds-built-{window}-{reader}"
    cache.add(key, 0, WINDOW)
    try:
        built = cache.incr(key)
    except ValueError:
        # The cache made room just now.
        return
    if built > MOST:
        raise TooMany(WINDOW - passed)
