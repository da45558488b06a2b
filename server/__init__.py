"""Launcher around Rasa's public server: settings, stores, actions in process, health, quiet start."""
