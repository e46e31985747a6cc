"""What is told, to whom, by which way, and whether it arrived."""

from fugong.channels.models.addresses import Address, Choice, Mode, Preference
from fugong.channels.models.messages import Channel, Delivery, DeliveryState, InboxEntry, Message
from fugong.channels.models.receivers import Gateway, Robot, RobotKind

__all__ = [
    "Address",
    "Channel",
    "Choice",
    "Delivery",
    "DeliveryState",
    "Gateway",
    "InboxEntry",
    "Message",
    "Mode",
    "Preference",
    "Robot",
    "RobotKind",
]
