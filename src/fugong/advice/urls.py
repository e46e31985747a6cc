"""Addresses of advice. A move is a noun that is posted to."""

from django.urls import URLPattern, URLResolver, path

from fugong.advice.views import advisers, answers, appointments, enquiries, mine

app_name = "advice"

HERE = "c/<slug:campaign>/advice"
ONE = f"{HERE}/<int:enquiry>"
APPOINTMENT = f"{HERE}/appointments/<int:appointment>"
MINE = "mine/<slug:campaign>/<int:enterprise>/advice"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{HERE}/", enquiries.enquiries, name="enquiries"),
    path(f"{HERE}/sheet/", enquiries.enquiries_sheet, name="enquiries_sheet"),
    path(f"{HERE}/similar/", answers.similar, name="similar"),
    path(f"{HERE}/enterprises/<int:enterprise>/new/", enquiries.new, name="enquiry_new"),
    path(f"{ONE}/", enquiries.enquiry, name="enquiry"),
    path(f"{ONE}/taking/", enquiries.taking, name="enquiry_taking"),
    path(f"{ONE}/answer/", enquiries.answer, name="enquiry_answer"),
    path(f"{ONE}/hand-over/", enquiries.handing_over, name="enquiry_hand_over"),
    path(f"{ONE}/assignment/", enquiries.assignment, name="enquiry_assignment"),
    path(f"{ONE}/confirmation/", enquiries.confirmation, name="enquiry_confirmation"),
    path(f"{ONE}/question/", enquiries.again, name="enquiry_again"),
    path(f"{ONE}/withdrawal/", enquiries.withdrawal, name="enquiry_withdrawal"),
    path(f"{HERE}/answers/", answers.answers, name="answers"),
    path(f"{HERE}/answers/new/", answers.new, name="answer_new"),
    path(f"{HERE}/answers/<int:published_answer>/help/", answers.helped, name="answer_help"),
    path(f"{HERE}/answers/<int:published_answer>/withdrawal/", answers.withdrawal, name="answer_withdrawal"),
    path(f"{HERE}/advisers/", advisers.advisers, name="advisers"),
    path(f"{HERE}/advisers/<int:adviser>/ending/", advisers.ending, name="adviser_ending"),
    path(f"{HERE}/advisers/<int:adviser>/duties/", advisers.duties, name="adviser_duties"),
    path(f"{HERE}/duties/<int:advice_duty>/removal/", advisers.removal, name="duty_removal"),
    path(f"{HERE}/appointments/", appointments.appointments, name="appointments"),
    path(f"{HERE}/appointments/sheet/", appointments.appointments_sheet, name="appointments_sheet"),
    path(f"{HERE}/enterprises/<int:enterprise>/appointments/new/", appointments.new, name="appointment_new"),
    path(f"{APPOINTMENT}/", appointments.appointment, name="appointment"),
    path(f"{APPOINTMENT}/arrangement/", appointments.arrangement, name="appointment_arrangement"),
    path(f"{APPOINTMENT}/refusal/", appointments.refusal, name="appointment_refusal"),
    path(f"{APPOINTMENT}/end/", appointments.ending, name="appointment_end"),
    path(f"{APPOINTMENT}/withdrawal/", appointments.withdrawal, name="appointment_withdrawal"),
    path(f"{MINE}/", mine.advice, name="mine"),
    path(f"{MINE}/new/", mine.new, name="mine_new"),
    path(f"{MINE}/similar/", mine.similar, name="mine_similar"),
    path(f"{MINE}/<int:enquiry>/", mine.enquiry, name="mine_enquiry"),
    path(f"{MINE}/<int:enquiry>/reply/", mine.reply, name="mine_reply"),
    path(f"{MINE}/appointments/new/", mine.appointment_new, name="mine_appointment_new"),
    path(
        f"{MINE}/appointments/<int:appointment>/withdrawal/",
        mine.appointment_withdrawal,
        name="mine_appointment_withdrawal",
    ),
]
