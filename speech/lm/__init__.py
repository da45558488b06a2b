"""Language models: counted from sentences, smoothed, mixed and written as ARPA files."""
