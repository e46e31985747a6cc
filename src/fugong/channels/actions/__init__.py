"""Telling people and groups; each person's own addresses and choices; looking after robots and gateways."""

from fugong.channels.actions.telling import Note, announce, tell, tell_all

__all__ = ["Note", "announce", "tell", "tell_all"]
