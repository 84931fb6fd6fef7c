"""What apps let editors own beside the pages: registered in AppConfig.ready, given to their roles by create_roles."""

_permissions: list[str] = []


def register_editorial(*permissions: str) -> None:
    """Have every role that writes or publishes hold these, each as `<app label>.<codename>`."""
    _permissions.extend(name for name in permissions if name not in _permissions)


def editorial_permissions() -> tuple[str, ...]:
    """All that was registered, as `<app label>.<codename>`."""
    return tuple(_permissions)
