"""What the file of an instrument, a translation, an adapter or a battery may say: read, checked, explained. Pure."""
