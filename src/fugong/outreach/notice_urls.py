"""Addresses of notices. A move is a noun that is posted to."""

from django.urls import URLPattern, URLResolver, path

from fugong.outreach.views import notices, notices_mine, notices_public, notices_sending, notices_writing

NOTICE = "c/<slug:campaign>/notices/<int:pk>"
VERSION = f"{NOTICE}/versions/<int:number>"
MINE = "mine/<slug:campaign>/<int:enterprise>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("n/<slug:slug>/", notices_public.notice_public, name="notice_public"),
    path("n/<slug:slug>/paper/", notices_public.notice_public_paper, name="notice_public_paper"),
    path("notice-pictures/<uuid:uid>/", notices_public.notice_picture, name="notice_picture"),
    path("c/<slug:campaign>/notices/", notices.notices, name="notices"),
    path("c/<slug:campaign>/notices/new/", notices.notice_new, name="notice_new"),
    path(f"{NOTICE}/", notices.notice, name="notice"),
    path(f"{NOTICE}/writing/", notices_writing.notice_writing, name="notice_writing"),
    path(f"{NOTICE}/pictures/", notices_writing.notice_pictures, name="notice_pictures"),
    path(f"{NOTICE}/edition/", notices_writing.notice_edition, name="notice_edition"),
    path(f"{NOTICE}/paper/", notices_public.notice_paper, name="notice_paper"),
    path(f"{NOTICE}/poster/", notices_public.notice_poster, name="notice_poster"),
    path(f"{NOTICE}/sending/", notices_sending.notice_sending, name="notice_sending"),
    path(f"{NOTICE}/receipts/", notices_sending.notice_receipts, name="notice_receipts"),
    path(f"{NOTICE}/receipts/sheet/", notices_sending.notice_receipts_sheet, name="notice_receipts_sheet"),
    path(f"{NOTICE}/reminder/", notices_sending.notice_reminder, name="notice_reminder"),
    path(f"{NOTICE}/confirmation/", notices_public.notice_own_confirmation, name="notice_own_confirmation"),
    path(f"{VERSION}/submission/", notices_writing.submission, name="notice_submit"),
    path(f"{VERSION}/recall/", notices_writing.recall, name="notice_recall"),
    path(f"{VERSION}/publication/", notices_writing.publication, name="notice_publish"),
    path(f"{VERSION}/approval/", notices_writing.approval, name="notice_approve"),
    path(f"{VERSION}/return/", notices_writing.sending_back, name="notice_return"),
    path(f"{VERSION}/withdrawal/", notices_writing.withdrawal, name="notice_withdraw"),
    path(f"{VERSION}/discarding/", notices_writing.discarding, name="notice_discard"),
    path(f"{MINE}/notices/", notices_mine.mine_notices, name="mine_notices"),
    path(f"{MINE}/notices/<int:pk>/", notices_mine.mine_notice, name="mine_notice"),
    path(
        f"{MINE}/notices/<int:pk>/confirmation/", notices_mine.mine_notice_confirmation, name="mine_notice_confirmation"
    ),
    path(f"{MINE}/notices/<int:pk>/people/", notices_mine.mine_notice_people, name="mine_notice_people"),
    path(f"{MINE}/readers/", notices_mine.mine_readers, name="mine_readers"),
    path(f"{MINE}/readers/<int:pk>/leaving/", notices_mine.mine_reader_leaving, name="mine_reader_leaving"),
]
