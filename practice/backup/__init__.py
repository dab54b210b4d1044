"""Encrypted copies of the whole database, and the way back.

A backup is one file: a header in clear (format, engine, time), then a manifest and the database itself, encrypted
under EVENLIGHT_BACKUP_KEY. Sealed values inside stay sealed under the master keys, which no backup holds: whoever
restores needs both keys.
"""

from practice.backup.envelope import read_key
from practice.backup.problems import BackupRefused
from practice.backup.whole import Report, back_up, restore, verify

__all__ = ["BackupRefused", "Report", "back_up", "read_key", "restore", "verify"]
