"""The shop's own language: sentences and names become a language model and a pronouncing dictionary."""
