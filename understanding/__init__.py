"""Reading what a customer wrote: language, amounts, references. Imports no Rasa."""
