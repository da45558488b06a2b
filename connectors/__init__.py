"""Channels: how customers reach the assistant. Each is named in `credentials.yml`."""
