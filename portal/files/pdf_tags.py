"""Whether a PDF file is tagged, so that a screen reader can follow it. Source: ISO 32000-1, 14.7.1 (/MarkInfo).

The file is read by a process of its own, `python -m portal.files.pdf_tags < file`: it may be broken or hostile. The
process imports nothing of Django and ends with 0 for a tagged file.
"""

import resource
import subprocess
import sys
from typing import Any

MOST_SECONDS = 10
MOST_MEMORY = 768 * 2**20
TAGGED, UNTAGGED = 0, 3


def is_tagged(document: Any) -> bool:
    """Whether a document's file says that it is tagged. False, too, when it can't be read. Kept by the file's hash."""
    from django.conf import settings
    from django.core.cache import cache

    try:
        key = f"pdf_tagged:{document.get_file_hash()}"
        if (kept := cache.get(key)) is not None:
            return bool(kept)
        with document.file.open("rb") as file:
            content = file.read()
        done = subprocess.run(
            (sys.executable, "-m", "portal.files.pdf_tags"),
            input=content,
            cwd=settings.BASE_DIR,
            env={},
            capture_output=True,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        # The editor asks at each save: it must not wait each time.
        cache.set(key, False)
        return False
    except OSError:
        return False
    cache.set(key, done.returncode == TAGGED, timeout=None)
    return done.returncode == TAGGED


def main() -> int:
    """Read a PDF from standard input. Returns the exit code, TAGGED or UNTAGGED; any other when it can't be read."""
    import io

    from pypdf import PdfReader

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    root = PdfReader(io.BytesIO(sys.stdin.buffer.read())).root_object
    marks = root.get("/MarkInfo")
    marks = marks.get_object() if marks is not None else {}
    return TAGGED if marks.get("/Marked") else UNTAGGED


if __name__ == "__main__":
    sys.exit(main())
