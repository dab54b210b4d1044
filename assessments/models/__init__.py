"""The rows of assessments. The safety tables are loaded for Django, and are not handed on from here."""

import assessments.safety.models  # noqa: F401

from .administrations import Administration, AnswerTrail
from .instruments import InstrumentVersion
from .joint_work import JointWork
from .translations import InstrumentTranslation

__all__ = ["Administration", "AnswerTrail", "InstrumentTranslation", "InstrumentVersion", "JointWork"]
