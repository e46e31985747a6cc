"""Rows of this room."""

from fugong.passes.models.application import PassApplication
from fugong.passes.models.issued import Pass, PassTally
from fugong.passes.models.key import SigningKey
from fugong.passes.models.scan import GateScan

__all__ = ["GateScan", "Pass", "PassApplication", "PassTally", "SigningKey"]
