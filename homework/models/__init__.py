"""The rows of homework. Each model says in one place who may see it; a row has one audience."""

from .assignments import Assignment, AssignmentReview
from .entries import SETTLING, Entry, EntryPart
from .exercises import ExerciseVersion

__all__ = ["SETTLING", "Assignment", "AssignmentReview", "Entry", "EntryPart", "ExerciseVersion"]
