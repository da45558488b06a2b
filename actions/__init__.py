"""Custom actions: what the assistant looks up and does. Served in process or by `rasa run actions`."""
