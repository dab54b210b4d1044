"""Private questions about safety: asked of everyone alike, read by the counsellor alone, never shown again.

Only the modules named in the import contract may look in here; everyone else asks assessments.gate.
"""
