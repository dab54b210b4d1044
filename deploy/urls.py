"""Three mounts: the JSON door, the calendar address, and the pages."""

from django.urls import include, path

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.forbidden"
handler404 = "portal.errors.not_found"
handler500 = "portal.errors.on_our_side"

urlpatterns = [
    path("health/", include("deploy.health")),
    path("api/", include("api.urls")),
    path("", include("portal.urls")),
]
