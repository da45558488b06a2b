"""Migrations of the shop's database."""
