"""The rows of homework. Each model says in one place who may see it; a row has one audience."""

from .assignments import Assignment, AssignmentReview, AssignmentTerms
from .entries import SETTLING, Entry, EntryPart
from .exercises import ExerciseDraft, ExerciseVersion
from .talking import Debrief, Reply, SharedTime, SuggestionDecision

__all__ = [
    "SETTLING",
    "Assignment",
    "AssignmentReview",
    "AssignmentTerms",
    "Debrief",
    "Entry",
    "EntryPart",
    "ExerciseDraft",
    "ExerciseVersion",
    "Reply",
    "SharedTime",
    "SuggestionDecision",
]
