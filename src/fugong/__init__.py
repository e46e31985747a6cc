"""Fugong (复工): brings every enterprise of an area back to work after an emergency."""

__version__ = "0.1.0"
