"""Files beside a question: a photograph, a document. Kept by the papers' room; who sees the question sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from fugong.accounts.permissions import Permission as P
from fugong.advice import telling
from fugong.advice.access import holds, only_answers
from fugong.advice.models import Enquiry
from fugong.papers import access, asking
from fugong.papers.asking import Wanted

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.places.models import Campaign

NAME = {"zh": "附件", "en": "Attachments", "ja": "添付ファイル", "ko": "첨부 파일"}
NOTE = {
    "zh": "照片或文件；请勿含人员姓名和证件号",
    "en": "Photographs or documents, without names or numbers of people",
    "ja": "写真や文書。氏名や証明書番号を含めないでください",
    "ko": "사진이나 문서. 이름과 증명서 번호는 넣지 마세요",
}


def ask(enquiry: Enquiry, by: User) -> None:
    """Makes room for files; none is needed. Call it inside the action's transaction."""
    asking.ask(enquiry, [Wanted("attachments", NAME, NOTE, needed=False)], by=by)


def _find(user: User, campaign: Campaign, case_id: int) -> Any:
    rows = Enquiry.objects.visible_to(user).filter(campaign=campaign, pk=case_id)
    return rows.select_related("campaign__pack_version", "enterprise", "adviser__user").first()


def _open(case: Enquiry) -> bool:
    return not case.is_final


def _may_hand_in(user: User, case: Enquiry) -> bool:
    own = case.adviser is not None and case.adviser.user_id == user.pk
    return _open(case) and (own or holds(user, P.ADVICE_ASK, case))


def _may_judge(user: User, case: Enquiry) -> bool:
    return _open(case) and case.adviser is not None and case.adviser.user_id == user.pk


def _url(user: User, case: Enquiry) -> str:
    if only_answers(user) or user.is_staff_member:
        return telling.page_of(case)
    return reverse("advice:mine_enquiry", args=[case.campaign.key, case.enterprise_id, case.pk])


def register() -> None:
    """Makes questions known to the papers."""
    access.register("enquiry", access.Access(find=_find, may_hand_in=_may_hand_in, may_judge=_may_judge, url=_url))
