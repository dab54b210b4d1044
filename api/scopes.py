"""The words a token's scopes are made of: a resource, and reading or writing it."""

RESOURCES = (
    "me",
    "couples",
    "invitations",
    "consent",
    "sessions",
    "calendar",
    "notes",
    "staff",
    "grants",
    "instruments",
    "questionnaires",
    "safety",
    "homework",
    "progress",
    "reports",
)
SCOPES = [(f"{name}:{verb}", f"{name}:{verb}") for name in RESOURCES for verb in ("read", "write")]
