"""Files that are there whole or not at all, whenever their writer is killed. Needs nothing of Django."""

import os
import secrets
from pathlib import Path


def write_whole(path: Path, content: str | bytes, *, only_new: bool = False) -> None:
    """Write a file that its owner alone may read, in the place of the one that is there, if there is any.

    Only new: one that is there, and not empty, stays.
    """
    draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        with open(draft, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        if not only_new or (path.exists() and not path.stat().st_size):
            draft.replace(path)
        else:
            _link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def clear_drafts(folder: Path) -> None:
    """Delete what writers that were killed have left. Only for who is alone in the folder."""
    for draft in folder.glob(".*-????????"):
        draft.unlink(missing_ok=True)


def _link(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    except OSError:
        # Not every file system knows links.
        draft.replace(path)
