"""Backups: a folder with the rows, the sealed files and the public log of one moment, and a list of what it holds.

Neither the signing key nor the instance key nor the guard is in it: it opens nothing and signs nothing (docs/THREAT-MODEL.md).
"""

from evenhand.clerk.backup.check import check_backup, examine_backup
from evenhand.clerk.backup.manifest import BackupFault, Manifest
from evenhand.clerk.backup.write import write_backup

__all__ = ["BackupFault", "Manifest", "check_backup", "examine_backup", "write_backup"]
