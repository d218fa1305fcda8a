"Fixtures that several files share."
from lab import chromium, lab, notebook  # noqa: F401
