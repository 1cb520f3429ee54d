"""How long validating the release takes, against pySHACL alone: the same report, and the ratio of the times.

Run it as `python benchmarks/validation.py [RUNS]` in the project's environment; medians of RUNS (3).
"""

from __future__ import annotations

import statistics
import sys
import time

from hivkg.project import find_project
from hivkg.release import read_release
from hivkg.validation import check_shapes, load_shapes, merge_graphs


def main() -> None:
    """Measure both, in turn."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    project = find_project()
    data, shapes = merge_graphs(read_release(project.release)), load_shapes(project.shapes)
    seconds: dict[bool, list[float]] = {False: [], True: []}
    reports = {}
    for _ in range(runs):
        for reference in seconds:
            started = time.perf_counter()
            reports[reference] = check_shapes(data, shapes, reference=reference)
            seconds[reference].append(time.perf_counter() - started)
    ours, peer = (statistics.median(seconds[reference]) for reference in (False, True))
    print(f"triples          {len(data)}")
    print(f"same report      {reports[False] == reports[True]}")
    print(f"hivkg            {ours:.1f} s, median of {runs}")
    print(f"pySHACL alone    {peer:.1f} s, median of {runs}")
    print(f"ratio            {peer / ours:.1f}")


if __name__ == "__main__":
    main()
