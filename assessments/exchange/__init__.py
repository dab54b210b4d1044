"""Forms and answers as other systems write them: FHIR, tables of numbers, a person's own export."""
