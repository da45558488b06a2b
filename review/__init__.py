"""The learning loop: weak turns of real conversations, grouped for people to label, and merged into the examples."""
