"""Vitrine's command-line front end. Standard library only; instructions.md has the commands."""
