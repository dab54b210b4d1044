"""The names that FHIR R4 and R5 share with our words: addresses of extensions, types of items, linkIds."""

import re
from typing import Any, Literal

Release = Literal["R4", "R5"]

ORDINAL = {
    "R4": "http://hl7.org/fhir/StructureDefinition/ordinalValue",
    "R5": "http://hl7.org/fhir/StructureDefinition/itemWeight",
}
MIN_VALUE = "http://hl7.org/fhir/StructureDefinition/minValue"
MAX_VALUE = "http://hl7.org/fhir/StructureDefinition/maxValue"
MAX_OCCURS = "http://hl7.org/fhir/StructureDefinition/questionnaire-maxOccurs"
MIN_OCCURS = "http://hl7.org/fhir/StructureDefinition/questionnaire-minOccurs"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
DECLINED = "asked-declined"
OURS = "urn:evenlight:fhir:"
QUESTION, GRID, FORM, SCORE = f"{OURS}question", f"{OURS}grid", f"{OURS}form", f"{OURS}score"
INSTRUMENT = "urn:evenlight:instrument:"
PARTNER = "urn:evenlight:partner"
AUDIENCE = "urn:evenlight:audience"
LOINC = "http://loinc.org"

CODED = ("choice", "coding", "open-choice")
NOT_KEPT = {
    "open-choice": "a choice with free words beside it",
    "time": "a time of day",
    "dateTime": "a day with a time",
    "attachment": "a file",
    "reference": "a link to another record",
    "quantity": "a number with a unit",
    "question": "a question without a type of its own",
}
SECTION = "section."
BETWEEN = "."
LONGEST_ID = 40
UNFIT = re.compile(r"[^a-z0-9]+")


def as_id(link_id: str) -> str:
    """A linkId as one of our ids: small letters, digits and _. The same linkId always gives the same id."""
    plain = UNFIT.sub("_", link_id.lower()).strip("_")[:LONGEST_ID]
    return plain if plain[:1].isalpha() else f"q_{plain}".rstrip("_")


def extension(holder: Any, url: str) -> Any:
    """The value of an extension, whatever its type; None when it is not there."""
    found = holder.get("extension") if isinstance(holder, dict) else None
    for each in found if isinstance(found, list) else []:
        if isinstance(each, dict) and each.get("url") == url:
            return next((value for key, value in each.items() if key.startswith("value")), None)
    return None


def canonical(slug: str, number: int) -> str:
    """What a response names its questionnaire by, version included."""
    return f"{INSTRUMENT}{slug}|{number}"


def rows(holder: Any, key: str) -> list[dict[str, Any]]:
    """A list of objects under a key; empty when it is not one."""
    found = holder.get(key) if isinstance(holder, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def text_of(holder: Any, key: str, default: str = "") -> str:
    """Words under a key; the default when there are none."""
    found = holder.get(key) if isinstance(holder, dict) else None
    return found.strip() if isinstance(found, str) and found.strip() else default
