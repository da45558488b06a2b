"""Where conversations and locks are kept."""
