"""Addresses of courses, examinations and certificates. A move is a noun that is posted to."""

from django.urls import URLPattern, URLResolver, path

from fugong.training.views import bank, certificates, courses, holders, mine, own, sessions, trainees, visiting

app_name = "training"

HERE = "c/<slug:campaign>/training"
COURSE = f"{HERE}/courses/<int:course>"
SESSION = f"{HERE}/sessions/<int:course_session>"
TRAINEE = f"{HERE}/trainees/<int:trainee>"
APPEAL = f"{HERE}/appeals/<int:exam_appeal>"
CERTIFICATE = f"{HERE}/certificates/<int:certificate>"
MINE = "mine/<slug:campaign>/<int:enterprise>/training"
OWN = "t/<slug:trainee_token>"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{HERE}/", courses.courses, name="courses"),
    path(f"{HERE}/courses/new/", courses.new, name="course_new"),
    path(f"{HERE}/kinds/<slug:course_kind>/opening/", courses.opening, name="course_opening"),
    path(f"{COURSE}/", courses.course, name="course"),
    path(f"{COURSE}/text/", courses.text, name="course_text"),
    path(f"{COURSE}/closing/", courses.closing, name="course_closing"),
    path(f"{COURSE}/reopening/", courses.reopening, name="course_reopening"),
    path(f"{COURSE}/cancellation/", courses.cancellation, name="course_cancellation"),
    path(f"{COURSE}/sessions/", courses.planning, name="course_sessions"),
    path(f"{COURSE}/trainees/", courses.signing_up, name="course_trainees"),
    path(f"{HERE}/sessions/", sessions.sessions, name="sessions"),
    path(f"{SESSION}/", sessions.session, name="session"),
    path(f"{SESSION}/screen/", sessions.screen, name="session_screen"),
    path(f"{SESSION}/screen/code/", sessions.screen_code, name="session_code"),
    path(f"{SESSION}/beginning/", sessions.beginning, name="session_beginning"),
    path(f"{SESSION}/end/", sessions.ending, name="session_end"),
    path(f"{SESSION}/cancellation/", sessions.cancellation, name="session_cancellation"),
    path(f"{SESSION}/ticks/", sessions.ticks, name="session_ticks"),
    path(f"{SESSION}/minutes/", sessions.minutes, name="session_minutes"),
    path(f"{HERE}/register/", trainees.register, name="register"),
    path(f"{HERE}/register/sheet/", trainees.register_sheet, name="register_sheet"),
    path(f"{TRAINEE}/", trainees.trainee, name="trainee"),
    path(f"{TRAINEE}/withdrawal/", trainees.withdrawal, name="trainee_withdrawal"),
    path(f"{TRAINEE}/allowance/", trainees.allowance, name="trainee_allowance"),
    path(f"{TRAINEE}/seats/", trainees.seats, name="trainee_seats"),
    path(f"{TRAINEE}/appeals/", trainees.appealing, name="trainee_appeals"),
    path(f"{HERE}/today/", holders.today, name="holders"),
    path(f"{HERE}/today/sheet/", holders.today_sheet, name="holders_sheet"),
    path(f"{HERE}/bank/", bank.bank, name="bank"),
    path(f"{HERE}/bank/sheet/", bank.bank_sheet, name="bank_sheet"),
    path(f"{HERE}/bank/new/", bank.new, name="question_new"),
    path(f"{HERE}/bank/<int:exam_question>/", bank.question, name="question"),
    path(f"{HERE}/bank/<int:exam_question>/removal/", bank.removal, name="question_removal"),
    path(f"{HERE}/appeals/", trainees.appeals, name="appeals"),
    path(f"{APPEAL}/", trainees.appeal, name="appeal"),
    path(f"{APPEAL}/decision/", trainees.decision, name="appeal_decision"),
    path(f"{HERE}/certificates/", certificates.certificates, name="certificates"),
    path(f"{HERE}/certificates/sheet/", certificates.certificates_sheet, name="certificates_sheet"),
    path(f"{CERTIFICATE}/", certificates.certificate, name="certificate"),
    path(f"{CERTIFICATE}/pdf/", certificates.certificate_pdf, name="certificate_pdf"),
    path(f"{CERTIFICATE}/renewal/", certificates.renewal, name="certificate_renewal"),
    path(f"{CERTIFICATE}/revocation/", certificates.revocation, name="certificate_revocation"),
    path(f"{MINE}/", mine.training, name="mine"),
    path(f"{MINE}/courses/<int:course>/", mine.course, name="mine_course"),
    path(f"{MINE}/trainees/<int:trainee>/withdrawal/", mine.withdrawal, name="mine_withdrawal"),
    path(f"{MINE}/trainees/<int:trainee>/seats/", mine.seats, name="mine_seats"),
    path("courses/<slug:course_token>/", visiting.join, name="join"),
    path("courses/<slug:course_token>/code/", visiting.join_code, name="join_code"),
    path("sessions/<slug:session_token>/", visiting.sign_in, name="sign_in"),
    path("certified/<slug:certificate_token>/", visiting.certified, name="certified"),
    path(f"{OWN}/", own.own, name="own"),
    path(f"{OWN}/seat/", own.seat, name="own_seat"),
    path(f"{OWN}/sign-in/", own.sign_in, name="own_sign_in"),
    path(f"{OWN}/recording/", own.recording, name="own_recording"),
    path(f"{OWN}/exam/", own.exam, name="own_exam"),
    path(f"{OWN}/exam/answers/", own.answers, name="own_answers"),
    path(f"{OWN}/exam/left/", own.left, name="own_left"),
    path(f"{OWN}/exam/end/", own.hand_in, name="own_hand_in"),
    path(f"{OWN}/tries/<int:try_number>/", own.result, name="own_result"),
    path(f"{OWN}/tries/<int:try_number>/appeal/", own.appealing, name="own_appeal"),
    path(f"{OWN}/certificate/", own.certificate, name="own_certificate"),
]
