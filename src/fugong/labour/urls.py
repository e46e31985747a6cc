"""Addresses of vacancies, seekers, fairs, labour bases, shared staff. A move is a noun that is posted to."""

from django.urls import URLPattern, URLResolver, path

from fugong.labour.views import bases, fairs, introductions, mine, mine_sharing, open_pages, seekers, sharing, vacancies

app_name = "labour"

C = "c/<slug:campaign>/labour"
FIRM = f"{C}/enterprises/<int:enterprise>"
VACANCY = f"{C}/vacancies/<int:vacancy>"
SEEKER = f"{C}/seekers/<int:seeker>"
INTRODUCTION = f"{C}/introductions/<int:introduction>"
FAIR = f"{C}/fairs/<int:fair>"
CONTINGENT = f"{C}/bases/<int:contingent>"
SPARE = f"{C}/spare/<int:spare>"
LENDING = f"{C}/sharing/<int:lending>"
MINE = "mine/<slug:campaign>/<int:enterprise>/labour"
OPEN = "jobs/<slug:campaign>"
OWN = "seeker/<slug:seeker_token>"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{C}/vacancies/", vacancies.vacancies, name="vacancies"),
    path(f"{C}/vacancies/sheet/", vacancies.vacancies_sheet, name="vacancies_sheet"),
    path(f"{VACANCY}/", vacancies.vacancy, name="vacancy"),
    path(f"{VACANCY}/edit/", vacancies.vacancy_edit, name="vacancy_edit"),
    path(f"{VACANCY}/move/", vacancies.vacancy_step, name="vacancy_step"),
    path(f"{VACANCY}/introductions/", vacancies.vacancy_introductions, name="vacancy_introductions"),
    path(f"{FIRM}/vacancy/", vacancies.vacancy_new, name="vacancy_new"),
    path(f"{FIRM}/spare/", sharing.spare_new, name="spare_new"),
    path(f"{C}/seekers/", seekers.seekers, name="seekers"),
    path(f"{C}/seekers/new/", seekers.seeker_new, name="seeker_new"),
    path(f"{SEEKER}/", seekers.seeker, name="seeker"),
    path(f"{SEEKER}/introductions/", seekers.seeker_introductions, name="seeker_introductions"),
    path(f"{SEEKER}/erasure/", seekers.seeker_erasure, name="seeker_erasure"),
    path(f"{C}/introductions/", introductions.introductions, name="introductions"),
    path(f"{C}/introductions/sheet/", introductions.introductions_sheet, name="introductions_sheet"),
    path(f"{INTRODUCTION}/", introductions.introduction, name="introduction"),
    path(f"{INTRODUCTION}/move/", introductions.introduction_step, name="introduction_step"),
    path(f"{INTRODUCTION}/number/", introductions.introduction_number, name="introduction_number"),
    path(f"{C}/fairs/", fairs.fairs, name="fairs"),
    path(f"{C}/fairs/new/", fairs.fair_new, name="fair_new"),
    path(f"{FAIR}/", fairs.fair, name="fair"),
    path(f"{FAIR}/edit/", fairs.fair_edit, name="fair_edit"),
    path(f"{FAIR}/move/", fairs.fair_step, name="fair_step"),
    path(f"{FAIR}/stands/", fairs.fair_stands, name="fair_stands"),
    path(f"{FAIR}/talks/", fairs.fair_talks, name="fair_talks"),
    path(f"{C}/bases/", bases.contingents, name="contingents"),
    path(f"{C}/bases/sheet/", bases.contingents_sheet, name="contingents_sheet"),
    path(f"{C}/bases/new/", bases.contingent_new, name="contingent_new"),
    path(f"{CONTINGENT}/", bases.contingent, name="contingent"),
    path(f"{CONTINGENT}/move/", bases.contingent_step, name="contingent_step"),
    path(f"{C}/sharing/", sharing.sharing, name="sharing"),
    path(f"{C}/sharing/sheet/", sharing.sharing_sheet, name="sharing_sheet"),
    path(f"{SPARE}/", sharing.spare, name="spare"),
    path(f"{SPARE}/move/", sharing.spare_step, name="spare_step"),
    path(f"{LENDING}/", sharing.lending, name="lending"),
    path(f"{LENDING}/move/", sharing.lending_step, name="lending_step"),
    path(f"{LENDING}/paper/", sharing.lending_paper, name="lending_paper"),
    path(f"{C}/shortage/", sharing.shortage, name="shortage"),
    path(f"{C}/shortage/introductions/", sharing.shortage_introductions, name="shortage_introductions"),
    path(f"{MINE}/", mine.mine, name="mine"),
    path(f"{MINE}/vacancies/new/", mine.mine_vacancy_new, name="mine_vacancy_new"),
    path(f"{MINE}/vacancies/<int:vacancy>/", mine.mine_vacancy, name="mine_vacancy"),
    path(f"{MINE}/vacancies/<int:vacancy>/move/", mine.mine_vacancy_step, name="mine_vacancy_step"),
    path(f"{MINE}/introductions/<int:introduction>/", mine.mine_introduction, name="mine_introduction"),
    path(f"{MINE}/introductions/<int:introduction>/move/", mine.mine_introduction_step, name="mine_introduction_step"),
    path(
        f"{MINE}/introductions/<int:introduction>/number/",
        mine.mine_introduction_number,
        name="mine_introduction_number",
    ),
    path(f"{MINE}/spare/new/", mine.mine_spare_new, name="mine_spare_new"),
    path(f"{MINE}/spare/<int:spare>/move/", mine.mine_spare_step, name="mine_spare_step"),
    path(f"{MINE}/spare/<int:spare>/borrowing/", mine.mine_borrowing, name="mine_borrowing"),
    path(f"{MINE}/sharing/<int:lending>/", mine_sharing.mine_lending, name="mine_lending"),
    path(f"{MINE}/sharing/<int:lending>/signature/", mine_sharing.mine_signature, name="mine_signature"),
    path(f"{MINE}/sharing/<int:lending>/move/", mine_sharing.mine_lending_step, name="mine_lending_step"),
    path(f"{MINE}/sharing/<int:lending>/paper/", mine_sharing.mine_lending_paper, name="mine_lending_paper"),
    path(f"{MINE}/fairs/<int:fair>/", mine_sharing.mine_fair, name="mine_fair"),
    path(f"{MINE}/fairs/<int:fair>/stand/", mine_sharing.mine_stand, name="mine_stand"),
    path(f"{MINE}/fairs/<int:fair>/talks/", mine_sharing.mine_talks, name="mine_talks"),
    path(f"{OPEN}/", open_pages.open_list, name="open"),
    path(f"{OPEN}/seek/", open_pages.open_seek, name="open_seek"),
    path(f"{OPEN}/<int:vacancy>/", open_pages.open_vacancy, name="open_vacancy"),
    path(f"{OPEN}/<int:vacancy>/code/", open_pages.open_code, name="open_code"),
    path(f"{OPEN}/fairs/<int:fair>/", open_pages.open_fair, name="open_fair"),
    path(f"{OWN}/", open_pages.own, name="own"),
    path(f"{OWN}/applications/", open_pages.own_applications, name="own_applications"),
    path(f"{OWN}/erasure/", open_pages.own_erasure, name="own_erasure"),
]
