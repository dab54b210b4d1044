"""What both partners' notes say together, as numbers for their counsellor. Pure: information, never a verdict.

Every reading takes plain records and answers in plain records. What may not be said yet says why, in one word and two numbers.
"""
