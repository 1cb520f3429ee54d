"""What a user can mend. Anything else is a bug and stays a traceback.

HivkgError
├── ProjectError     the folders that hivkg reads are not where they should be
├── CorpusError      a document cannot be read
├── OntologyError    the ontology cannot be read, or contradicts itself
├── CurationError    a curated file says something that cannot be understood
├── ReleaseError     a release cannot be read or written
├── ShapeError       shapes or data to be checked cannot be read
├── QueryError       a query or its parameters are wrong
├── EndpointError    a remote endpoint did not answer as it should
└── ExtraError       an optional library is not installed
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class HivkgError(Exception):
    """What is wrong and where, and what to try: two lines for the user.

    In Python the hint is a note under the message of the traceback.
    """

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.hint = hint
        self.add_note(hint)


class ProjectError(HivkgError):
    """The folders that hivkg reads are not where they should be."""


class CorpusError(HivkgError):
    """A document cannot be read."""


class OntologyError(HivkgError):
    """The ontology cannot be read, or contradicts itself."""


class CurationError(HivkgError):
    """A curated file says something that cannot be understood."""


class ReleaseError(HivkgError):
    """A release cannot be read or written."""


class ShapeError(HivkgError):
    """Shapes or data to be checked cannot be read."""


class QueryError(HivkgError):
    """A query or its parameters are wrong."""


class EndpointError(HivkgError):
    """A remote endpoint did not answer as it should."""


class ExtraError(HivkgError):
    """An optional library is not installed."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Name the nearest known spelling: "Did you mean 'x'? ", or nothing.

    Case does not count, so that "ccr5" finds "CCR5".
    """
    by_lower = {word.lower(): word for word in sorted(known)}
    near = get_close_matches(name.lower(), by_lower, n=1, cutoff=0.6)
    return f"Did you mean {by_lower[near[0]]!r}? " if near else ""
