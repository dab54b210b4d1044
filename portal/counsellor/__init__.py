"""Pages for counsellors and whoever covers for them."""
