"""Prints, for each rule, how many of its findings on the real tables of 2020 are right: `cd tests && python -m judged`.

With `--all` every finding follows with its judgement, or `?` for one that still has none.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from judged.findings import real_findings, shares, verdicts
from minerva.layout.labels import finding_line, labels


def main() -> None:
    """Print the table."""
    for code, (right, total) in shares().items():
        print(f"{code}  {right:>4} of {total:<4} {right / total:>5.0%}  {labels('en')(f'rule.{code}.title')}")
    if "--all" in sys.argv:
        given = verdicts()
        with tempfile.TemporaryDirectory() as folder:
            for place, finding in real_findings(Path(folder)):
                judged = given.get(place)
                mark = "?" if judged is None else "right" if all(verdict.right for verdict in judged) else "wrong"
                print(f"{mark} · {place.report} · {finding_line(finding, 'fr')}")


if __name__ == "__main__":
    main()
