"""The rows of assessments. The safety tables are loaded for Django, and are not handed on from here."""

import assessments.safety.models  # noqa: F401

from .administrations import Administration, AnswerTrail, TakenBack
from .instruments import InstrumentVersion
from .joint_work import JointWork
from .plans import AFTER_THE_END, AssessmentPlan, Occasion, PlanRun
from .translations import InstrumentTranslation

__all__ = [
    "AFTER_THE_END", "Administration", "AnswerTrail", "AssessmentPlan", "InstrumentTranslation", "InstrumentVersion",
    "JointWork", "Occasion", "PlanRun", "TakenBack",
]  # fmt: skip
