"""Where tests keep their databases."""

import os
import shutil

_MEMORY = "/dev/shm"
_ENOUGH = 4 << 30


def _in_memory() -> str | None:
    """A folder in memory where the machine has room for one: each test's database is a copy, six times as fast there."""
    if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free >= _ENOUGH:
        return _MEMORY
    return None


FOLDER = _in_memory()
"""For `tempfile`; None is its usual place."""
