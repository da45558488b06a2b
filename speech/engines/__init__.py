"""The recognisers, one module each. Every engine is an optional extra, imported when it is used."""
