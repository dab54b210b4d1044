"""What can go wrong with a backup, said to the technician who runs it."""


class BackupRefused(Exception):
    """A backup could not be made, read or restored. Its text is a whole sentence and says what to do."""
