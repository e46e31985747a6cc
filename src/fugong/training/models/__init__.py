"""Rows of this room."""

from fugong.training.models.bank import Question
from fugong.training.models.certificate import Certificate
from fugong.training.models.course import Course, Session
from fugong.training.models.sitting import Appeal, Sitting
from fugong.training.models.trainee import Presence, Trainee

__all__ = ["Appeal", "Certificate", "Course", "Presence", "Question", "Session", "Sitting", "Trainee"]
