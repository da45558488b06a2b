"""Commands of the project: each module is run with `python -m tools.<name>`."""
