"""Reads text files, and tells a user's mistakes with them in one way."""

from __future__ import annotations

from pathlib import Path

from hivkg.errors import HivkgError

MEGABYTE = 1024 * 1024


def read_text(path: Path, error: type[HivkgError], *, megabytes: int = 64) -> str:
    """Read a file of UTF-8 text, byte for byte: line ends and a byte order mark stay as they are.

    Args:
        error: What to raise, by the kind of file.
        megabytes: A larger file is refused before it is read.

    Raises:
        HivkgError: Of the kind given: it cannot be read, is too large, or is not UTF-8.
    """
    try:
        size = path.stat().st_size
        if size > megabytes * MEGABYTE:
            raise error(
                f"{path} has {size // MEGABYTE} MB; a file of this kind has at most {megabytes} MB",
                hint="Is it the right file? Else split it.",
            )
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise error(
            f"{path} is not UTF-8 text (byte {wrong.start} cannot be read)", hint="Save it as UTF-8, or leave it out."
        ) from wrong
    except OSError as wrong:
        raise error(f"cannot read {path}: {wrong.strerror}", hint="Is the name right, and may you read it?") from wrong
