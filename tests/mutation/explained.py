"""Cuts that change nothing anybody can see, each with its reason. Everything else has to be noticed."""

from __future__ import annotations

# (file, words of the cut) → why.
EXPLAINED: dict[tuple[str, str], str] = {
    (
        "api/couples.py",
        "Staff.objects.visible_to(self.viewer) →",
    ): "asks for the viewer’s own row by its id, and that one is always theirs to see",
    (
        "api/couples.py",
        "without couple__in=",
    ): "reads more rows, and shows those of the couples in the answer as before",
    (
        "portal/counsellor/here.py",
        "Practice.objects.visible_to(viewer) →",
    ): "asks for the viewer’s own practice by its id, and that one is always theirs to see",
}
