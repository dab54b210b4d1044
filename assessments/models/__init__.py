"""The rows of assessments. The safety tables are loaded for Django, and are not handed on from here."""

import assessments.safety.hold_models
import assessments.safety.models  # noqa: F401

from .administrations import Administration, AnswerTrail, TakenBack
from .drafts import InstrumentDraft
from .figures import ScaleFigures
from .instruments import InstrumentVersion
from .joint_work import JointWork
from .licences import InstrumentLicence
from .own_results import OwnResultSwitch
from .plans import AFTER_THE_END, AssessmentPlan, Occasion, PlanRun
from .ratings import CounsellorRating
from .translations import InstrumentTranslation

__all__ = [
    "AFTER_THE_END", "Administration", "AnswerTrail", "AssessmentPlan", "CounsellorRating", "InstrumentDraft", "InstrumentLicence",
    "InstrumentTranslation", "InstrumentVersion", "JointWork", "Occasion", "OwnResultSwitch", "PlanRun", "ScaleFigures",
    "TakenBack",
]  # fmt: skip
