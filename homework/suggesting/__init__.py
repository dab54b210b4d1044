"""What results suggest to the counsellor, with reasons. Nothing here sets anything, and no partner ever sees it."""
