"""The room's rows: groups and what is said in them; notices."""

from fugong.outreach.models.groups import ChatGroup, GroupOfficer, Membership, Seat
from fugong.outreach.models.hours import OnlineDuty, Presence
from fugong.outreach.models.threads import Post, PostFile, PostText, PublishedAnswer, Reading, Thread

__all__ = [
    "ChatGroup",
    "GroupOfficer",
    "Membership",
    "OnlineDuty",
    "Post",
    "PostFile",
    "PostText",
    "Presence",
    "PublishedAnswer",
    "Reading",
    "Seat",
    "Thread",
]
