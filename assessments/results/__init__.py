"""What submitted forms say of one couple, read for the counsellor, and for a partner of their own."""
