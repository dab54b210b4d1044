"""The JSON door: /api/v1/."""

from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from api import (
    assigning_many,
    assignments,
    couple_homework,
    couples,
    debriefs,
    drafts,
    entered_forms,
    entries,
    entry_forms,
    entry_parts,
    exercise_drafts,
    exercises,
    holds,
    instruments,
    knowing,
    near,
    notes,
    own_instruments,
    partner_pages,
    people,
    plans,
    private_questions,
    ratings,
    replies,
    reports,
    results,
    safety,
    sessions,
    shared_times,
    suggestions,
    terms,
    tokens,
)
from api.permissions import NeedsStaff

router = SimpleRouter(use_regex_path=False)
router.register("couples", couples.CoupleViewSet, basename="couple")
router.register("invitations", couples.InvitationViewSet, basename="invitation")
router.register("sessions", sessions.SessionViewSet, basename="session")
router.register("series", sessions.SeriesViewSet, basename="series")
router.register("calendar-addresses", sessions.FeedViewSet, basename="calendar-address")
router.register("notes", notes.NoteViewSet, basename="note")
router.register("consent-texts", people.ConsentTextViewSet, basename="consent-text")
router.register("signatures", people.SignatureViewSet, basename="signature")
router.register("staff", people.StaffViewSet, basename="staff")
router.register("grants", people.GrantViewSet, basename="grant")
router.register("tokens", tokens.TokenViewSet, basename="token")
router.register("instruments", instruments.InstrumentViewSet, basename="instrument")
router.register("questionnaires", instruments.QuestionnaireViewSet, basename="questionnaire")
router.register("plans", plans.PlanViewSet, basename="plan")
router.register("batteries", plans.BatteryViewSet, basename="battery")
router.register("adapters", own_instruments.AdapterViewSet, basename="adapter")
router.register("own-instruments", own_instruments.OwnInstrumentViewSet, basename="own-instrument")
router.register("entered-forms", entered_forms.EnteredFormViewSet, basename="entered-form")
router.register(
    "fhir-questionnaires", own_instruments.FhirQuestionnaireViewSet, basename="fhir-questionnaire"
)
router.register("fhir-responses", entered_forms.FhirResponseViewSet, basename="fhir-response")
router.register("instrument-drafts", drafts.DraftViewSet, basename="instrument-draft")
router.register("ratings", ratings.RatingViewSet, basename="rating")
router.register("results", results.ResultViewSet, basename="result")
router.register("own-results", results.OwnResultViewSet, basename="own-result")
router.register("own-result-switches", results.SwitchViewSet, basename="own-result-switch")
router.register("scale-figures", results.FiguresViewSet, basename="scale-figures")
router.register("private-questions", private_questions.PrivateQuestionsViewSet, basename="private-questions")
router.register("alerts", safety.AlertViewSet, basename="alert")
router.register("screens", safety.ScreenViewSet, basename="screen")
router.register("holds", holds.HoldViewSet, basename="hold")
router.register("open-alone", holds.QueueViewSet, basename="open-alone")
router.register("joint-work", safety.JointWorkViewSet, basename="joint-work")
router.register("exercises", exercises.ExerciseViewSet, basename="exercise")
router.register("library", exercises.LibraryViewSet, basename="library")
router.register("exercise-drafts", exercise_drafts.ExerciseDraftViewSet, basename="exercise-draft")
router.register("assignments", assignments.AssignmentViewSet, basename="assignment")
router.register("assignment-reviews", assignments.ReviewViewSet, basename="assignment-review")
router.register("bulk-assignments", assigning_many.BulkViewSet, basename="bulk-assignment")
router.register("courses", assigning_many.CourseViewSet, basename="course")
router.register("own-terms", terms.OwnTermsViewSet, basename="own-terms")
router.register("doses", terms.DoseViewSet, basename="dose")
router.register("entry-forms", entry_forms.EntryFormViewSet, basename="entry-form")
router.register("entries", entries.EntryViewSet, basename="entry")
router.register("entry-parts", entry_parts.PartViewSet, basename="entry-part")
router.register("replies", replies.ReplyViewSet, basename="reply")
router.register("debriefs", debriefs.DebriefViewSet, basename="debrief")
router.register("shared-times", shared_times.SharedTimeViewSet, basename="shared-time")
router.register("homework", couple_homework.CoupleHomeworkViewSet, basename="couple-homework")
router.register("knowing", knowing.KnowingViewSet, basename="knowing")
router.register("suggestions", suggestions.SuggestionViewSet, basename="suggestion")
router.register("suggestion-decisions", suggestions.DecisionViewSet, basename="suggestion-decision")
router.register("progress", reports.ProgressViewSet, basename="progress")
router.register("reports", reports.ReportViewSet, basename="report")
router.register("report-agreements", reports.AgreementViewSet, basename="report-agreement")

v1: list[URLPattern | URLResolver] = [
    path("me/", people.MeViewSet.as_view({"get": "list", "patch": "partial_update"}), name="me"),
    path(
        "me/contact/",
        people.ContactViewSet.as_view({"get": "list", "patch": "partial_update"}),
        name="my-contact",
    ),
    path(
        "me/help-lines/",
        near.NearViewSet.as_view({"get": "list", "patch": "partial_update"}),
        name="my-help-lines",
    ),
    path("today/", partner_pages.TodayViewSet.as_view({"get": "list"}), name="today"),
    path("together/", partner_pages.TogetherViewSet.as_view({"get": "list"}), name="together"),
    path("only-me/", partner_pages.OnlyMeViewSet.as_view({"get": "list"}), name="only-me"),
    path("schema/", SpectacularAPIView.as_view(permission_classes=[NeedsStaff]), name="schema"),
    *router.urls,
]
urlpatterns = [path("v1/", include((v1, "api")))]
