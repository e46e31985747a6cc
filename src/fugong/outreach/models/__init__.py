"""The room's rows: groups and what is said in them; notices."""

from fugong.outreach.models.groups import ChatGroup, GroupOfficer, Membership, Seat
from fugong.outreach.models.hours import OnlineDuty, Presence
from fugong.outreach.models.notices import Notice, NoticePicture, NoticeText, NoticeVersion
from fugong.outreach.models.receipts import NoticeReceipt, NoticeSending, NoticeViewing, Reader
from fugong.outreach.models.threads import Post, PostFile, PostText, PublishedAnswer, Reading, Thread

__all__ = [
    "ChatGroup",
    "GroupOfficer",
    "Membership",
    "Notice",
    "NoticePicture",
    "NoticeReceipt",
    "NoticeSending",
    "NoticeText",
    "NoticeVersion",
    "NoticeViewing",
    "OnlineDuty",
    "Post",
    "PostFile",
    "PostText",
    "Presence",
    "PublishedAnswer",
    "Reader",
    "Reading",
    "Seat",
    "Thread",
]
