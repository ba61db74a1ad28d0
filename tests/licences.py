"""No locked package may declare a licence that Evenhand does not build on (docs/reference/dependencies.md)."""

import re
import sys
from importlib.metadata import distributions

KEPT_OUT = re.compile(r"\bA?GPL|GNU (Affero )?General Public", re.IGNORECASE)
FINE = re.compile(r"LGPL|Lesser General Public", re.IGNORECASE)


def main() -> int:
    """1 if a package is kept out."""
    found = []
    for distribution in distributions():
        metadata = distribution.metadata
        said = [metadata.get("License-Expression") or "", (metadata.get("License") or "")[:200]]
        said += [line for line in metadata.get_all("Classifier") or [] if line.startswith("License")]
        if any(KEPT_OUT.search(FINE.sub("", text)) for text in said):
            found.append(f"{metadata['Name']}: {'; '.join(text for text in said if text)}")
    for line in found:
        print(f"This licence is kept out: {line}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
