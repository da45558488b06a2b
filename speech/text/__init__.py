"""How written text is said, and how what was said is written."""
