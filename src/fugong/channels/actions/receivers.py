"""Looking after robots and the SMS gateway: entered, tried, paused, removed. Their secrets are never shown again."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.channels import kinds, net, ways
from fugong.channels.actions.telling import Note, message_of, send_out
from fugong.channels.models import Address, Channel, Delivery, DeliveryState, Gateway, Robot, RobotKind
from fugong.channels.sms import KINDS, PLACEHOLDER
from fugong.core import clock, numbers
from fugong.core.errors import Fault, NotAllowed, Refused
from fugong.core.languages import SHORT
from fugong.ledger.recording import record
from fugong.places.models import Campaign

TRIAL = "channels.trial"
GATEWAY_FIELDS = (
    "name", "method", "url", "headers", "body", "body_kind", "success_path", "success_value", "longest", "per_minute",
)  # fmt: skip


@transaction.atomic
def add_robot(
    *,
    campaign: Campaign,
    kind: str,
    name: str,
    url: str,
    by: User,
    secret: str = "",
    group: str = "",
    language: str = "zh",
    only: Sequence[str] = (),
) -> Robot:
    """Enters a group's robot. Raises Refused with every fault at its field."""
    _guard(by, campaign)
    faults = _robot_faults(kind, name, language, only) + _url_faults(url)
    if faults:
        raise Refused(faults[0].message, fields=faults)
    robot = Robot.objects.create(
        campaign=campaign, kind=kind, name=name.strip()[:60], url=url.strip(), secret=secret.strip(),
        group=group.strip()[:60], language=language, kinds=list(only), made_at=clock.now(),
    )  # fmt: skip
    record("robot.add", robot, by=by, name=robot.name, kind=kind)
    return robot


@transaction.atomic
def change_robot(
    *, robot: Robot, name: str, by: User, url: str = "", secret: str = "", group: str = "", language: str = "zh",
    only: Sequence[str] = (),
) -> Robot:  # fmt: skip
    """Changes a robot; an empty address or secret leaves the one that is kept."""
    robot = _held(robot, by)
    faults = _robot_faults(robot.kind, name, language, only) + (_url_faults(url) if url.strip() else [])
    if faults:
        raise Refused(faults[0].message, fields=faults)
    robot.name, robot.group, robot.language, robot.kinds = name.strip()[:60], group.strip()[:60], language, list(only)
    robot.url, robot.secret = url.strip() or robot.url, secret.strip() or robot.secret
    robot.save()
    record("robot.change", robot, by=by, name=robot.name, address=bool(url.strip()), secret=bool(secret.strip()))
    return robot


@transaction.atomic
def try_robot(*, robot: Robot, by: User) -> Delivery:
    """Has the robot say that it works, the same way and within the same limits as everything else."""
    robot = _held(robot, by)
    note = Note(
        kind=TRIAL,
        people=(),
        title=lambda: _("This is a test message."),
        body=lambda: _("Messages for “%(campaign)s” will come here.") % {"campaign": robot.campaign},
        url="/",
        campaign=robot.campaign,
    )
    message = message_of(note)
    message.save()
    delivery = ways.new_delivery(message, Channel.ROBOT, due_at=clock.now(), robot=robot)
    send_out([delivery])
    return delivery


@transaction.atomic
def pause_robot(*, robot: Robot, paused: bool, by: User) -> Robot:
    """Keeps a robot's messages waiting, or lets them go on."""
    robot = _held(robot, by)
    robot.paused_at = clock.now() if paused else None
    robot.save(update_fields=["paused_at"])
    record("robot.pause" if paused else "robot.resume", robot, by=by, name=robot.name)
    return robot


@transaction.atomic
def remove_robot(*, robot: Robot, by: User) -> None:
    """The robot says nothing any more; what waited for it becomes dead letters. Its secrets are forgotten."""
    robot = _held(robot, by)
    robot.removed_at, robot.url, robot.secret = clock.now(), "-", None
    robot.save()
    waiting = Delivery.objects.filter(robot=robot, state=DeliveryState.WAITING)
    waiting.update(state=DeliveryState.DEAD, code="removed", ended_at=clock.now())
    record("robot.remove", robot, by=by, name=robot.name)


@transaction.atomic
def set_gateway(*, values: Mapping[str, Any], by: User) -> Gateway:
    """Enters or changes the installation's SMS gateway; empty secrets leave those that are kept."""
    _guard_all(by)
    gateway = Gateway.objects.select_for_update().filter(removed_at=None).first()
    given = {name: values.get(name, "") for name in GATEWAY_FIELDS}
    if gateway is not None:
        given |= {
            name: getattr(gateway, name) or "" for name in ("url", "headers", "body") if not str(given[name]).strip()
        }
    given, faults = _read_gateway(given)
    if faults:
        raise Refused(faults[0].message, fields=faults)
    gateway = gateway or Gateway(made_at=clock.now())
    for name, value in given.items():
        setattr(gateway, name, value)
    gateway.save()
    record("gateway.set", gateway, by=by, name=gateway.name)
    return gateway


@transaction.atomic
def pause_gateway(*, gateway: Gateway, paused: bool, by: User) -> None:
    _guard_all(by)
    Gateway.objects.filter(pk=gateway.pk).update(paused_at=clock.now() if paused else None)
    record("gateway.pause" if paused else "gateway.resume", gateway, by=by, name=gateway.name)


@transaction.atomic
def remove_gateway(*, gateway: Gateway, by: User) -> None:
    """No SMS goes out any more; what waited becomes dead letters."""
    _guard_all(by)
    gateway.removed_at, gateway.url, gateway.headers, gateway.body = clock.now(), "-", None, None
    gateway.save()
    waiting = Delivery.objects.filter(channel=Channel.SMS, state=DeliveryState.WAITING)
    waiting.update(state=DeliveryState.DEAD, code="removed", ended_at=clock.now())
    record("gateway.remove", gateway, by=by, name=gateway.name)


@transaction.atomic
def resend(*, by: User | None, letters: Sequence[int] | None = None, channel: str = "") -> int:
    """Sends dead letters again: those named, or all (by one channel). Returns how many. `by` None is the installation."""
    rows = Delivery.objects.all()
    if by is not None:
        if not by.holds(Permission.CHANNEL_MANAGE):
            raise NotAllowed(_("You don't look after channels."))
        rows = rows.visible_to(by)
    rows = rows.filter(state=DeliveryState.DEAD).exclude(robot__removed_at__isnull=False)
    if letters is not None:
        rows = rows.filter(pk__in=letters)
    if channel:
        rows = rows.filter(channel=channel)
    Address.objects.filter(deliveries__in=rows.values("pk")).update(failed_at=None)
    ids = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    done = Delivery.objects.filter(pk__in=ids).update(
        state=DeliveryState.WAITING, due_at=clock.now(), made_at=clock.now(), tries=0, ended_at=None
    )
    if done:
        from fugong.channels import tasks

        tasks.deliver.defer()
    return done


def _held(robot: Robot, by: User) -> Robot:
    _guard(by, robot.campaign)
    found = Robot.objects.select_for_update(of=("self",)).select_related("campaign__pack_version")
    return found.get(pk=robot.pk, removed_at=None)


def _guard(by: User, campaign: Campaign) -> None:
    if not Campaign.objects.visible_to(by, Permission.CHANNEL_MANAGE).filter(pk=campaign.pk).exists():
        raise NotAllowed(_("You don't look after the channels of this campaign."))


def _guard_all(by: User) -> None:
    if not by.scope(Permission.CHANNEL_MANAGE).everything:
        raise NotAllowed(_("The gateway serves the whole installation: only who looks after all of it can change it."))


def _robot_faults(kind: str, name: str, language: str, only: Sequence[str]) -> list[Fault]:
    faults = []
    if kind not in RobotKind.values:
        faults.append(Fault("kind", _("Choose what kind of robot it is.")))
    if not name.strip():
        faults.append(Fault("name", _("Give it a name, such as that of its group.")))
    if language not in SHORT.values():
        faults.append(Fault("language", _("Choose a language.")))
    if any(kinds.find(each) is None for each in only):
        faults.append(Fault("only", _("There is no such kind of message.")))
    return faults


def _url_faults(url: str) -> list[Fault]:
    """Only what can be told without asking the network: where the name leads is checked at each sending."""
    try:
        parts = net.checked(url.strip())
        inside = _is_number(parts.hostname or "") and not net.is_public(parts.hostname or "")
        if inside and not net.is_allowed(parts.hostname or "", parts.port or 443):
            raise net.Failed("unsafe_address")
    except net.Failed:
        words = _(
            "Paste the whole webhook address, beginning with https://. Addresses inside the network must be allowed in the settings."
        )
        return [Fault("url", words)]
    return [] if len(url) <= 1_000 else [Fault("url", _("This is too long."))]


def _is_number(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit()


def _read_gateway(given: dict[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """The values as they are kept, and every fault."""
    read: dict[str, Any] = {name: str(given[name]).strip() for name in GATEWAY_FIELDS}
    faults = _url_faults(PLACEHOLDER.sub("x", read["url"]))
    if not read["name"]:
        faults.append(Fault("name", _("Give it a name.")))
    if read["method"] not in ("POST", "GET", "PUT"):
        faults.append(Fault("method", _("Choose POST, GET or PUT.")))
    if read["body_kind"] not in KINDS:
        faults.append(Fault("body_kind", _("Choose how the body is written.")))
    used = set(PLACEHOLDER.findall(read["url"] + read["body"]))
    if not {"number", "text"} <= used:
        faults.append(Fault("body", _("Address or body must hold {number} and {text}.")))
    for name, least, most in (("longest", 40, 1_000), ("per_minute", 1, 100_000)):
        number = numbers.asked(read[name], most)
        if number is not None and number >= least:
            read[name] = number
        else:
            faults.append(
                Fault(name, _("Write a whole number from %(least)s to %(most)s.") % {"least": least, "most": most})
            )
    faults += [
        Fault("headers", _("One header a line: Name: value."))
        for line in read["headers"].splitlines()
        if line.strip() and not _is_header(line)
    ][:1]
    return read, faults


def _is_header(line: str) -> bool:
    name, colon, value = line.partition(":")
    return bool(colon) and name.strip().replace("-", "").isalnum() and name.isascii() and value.isprintable()
