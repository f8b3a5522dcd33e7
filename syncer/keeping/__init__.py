"""Keeping what is here: backups, what is handed over, what is let go, and how it is forgotten."""
