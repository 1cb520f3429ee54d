"""hivkg: who claims what about curing HIV, on which words, how certainly, and where sources disagree.

    import hivkg

    graph = hivkg.open()
    graph.query("outcomes-by-case", case="London patient").to_pandas()

Not medical advice; no clinician has reviewed the claims.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hivkg.api import Graph, open
    from hivkg.errors import EndpointError, ExtraError, HivkgError, ProjectError, QueryError, ReleaseError
    from hivkg.results import Explanation, Result

__version__ = "0.1.0"

_HOMES = {
    "Graph": "api",
    "open": "api",
    "Explanation": "results",
    "Result": "results",
    "EndpointError": "errors",
    "ExtraError": "errors",
    "HivkgError": "errors",
    "ProjectError": "errors",
    "QueryError": "errors",
    "ReleaseError": "errors",
}

__all__ = [
    "EndpointError",
    "Explanation",
    "ExtraError",
    "Graph",
    "HivkgError",
    "ProjectError",
    "QueryError",
    "ReleaseError",
    "Result",
    "__version__",
    "open",
]


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that `import hivkg` takes no time."""
    if name not in _HOMES:
        raise AttributeError(f"module 'hivkg' has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"hivkg.{_HOMES[name]}"), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
