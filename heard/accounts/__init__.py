"""Workspaces, users, teams, roles and permissions; how people and programs prove who they are."""
