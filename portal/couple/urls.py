"""Pages for partners. Paths and titles say nothing about what they are for."""

from django.urls import URLPattern, path

from portal.calendar import feed

from . import (
    between,
    exercise,
    fill_in,
    help,
    home,
    near,
    only_me,
    own_result,
    private_questions,
    rather_not,
    reports,
    sessions,
)

urlpatterns: list[URLPattern] = [
    path("today/", home.today, name="today"),
    path("together/", between.together, name="together"),
    path("together/<str:day>/", between.together, name="together-week"),
    path("only-me/", only_me.listing, name="only-me"),
    path("only-me/answers/<uuid:pk>/", only_me.answers, name="only-me-answers"),
    path("only-me/answers/<uuid:pk>/result/", own_result.result, name="only-me-result"),
    path("only-me/<uuid:pk>/", only_me.item, name="only-me-item"),
    path("only-me/<uuid:pk>/change/", only_me.change, name="only-me-change"),
    path("only-me/<uuid:pk>/share/", only_me.share, name="only-me-share"),
    path("only-me/<uuid:pk>/take-back/", only_me.take_back, name="only-me-take-back"),
    path("only-me/<uuid:pk>/delete/", only_me.delete, name="only-me-delete"),
    path("sessions/", sessions.listing, name="sessions"),
    path("sessions/calendar/", sessions.calendar, name="calendar"),
    path("sessions/<uuid:pk>/", sessions.session, name="session"),
    path("sessions/<uuid:pk>/appointment.ics", sessions.appointment, name="appointment"),
    path("q/<uuid:pk>/", fill_in.start, name="q-start"),
    path("q/<uuid:pk>/save/", fill_in.save, name="q-save"),
    path("q/<uuid:pk>/rather-not/", rather_not.rather_not, name="q-rather-not"),
    path("q/<uuid:pk>/review/", fill_in.review, name="q-review"),
    path("q/<uuid:pk>/done/", fill_in.done, name="q-done"),
    path("q/<uuid:pk>/<int:number>/", fill_in.question, name="q-question"),
    path("q/<uuid:pk>/<int:number>/rest/", fill_in.rest, name="q-rest"),
    path("private/<uuid:pk>/", private_questions.start, name="private-start"),
    path("private/<uuid:pk>/send/", private_questions.send, name="private-send"),
    path("private/<uuid:pk>/<int:number>/", private_questions.question, name="private-question"),
    path("done/", private_questions.done, name="done"),
    path("d/<uuid:pk>/", exercise.entry, name="entry"),
    path("d/<uuid:pk>/done/", exercise.done, name="entry-done"),
    path("d/<uuid:pk>/skip/", exercise.skip, name="skip"),
    path("reports/", reports.listing, name="reports"),
    path("reports/shown/<str:reader>/", reports.agree, name="report-shown"),
    path("reports/<uuid:pk>/report.pdf", reports.file, name="report-file"),
    path("help/", help.help_page, name="help"),
    path("help/now/", help.now, name="help-now"),
    path("help/here/", near.choose, name="help-here"),
    path("calendar/<str:token>/appointments.ics", feed, name="feed"),
]
