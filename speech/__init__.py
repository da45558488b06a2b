"""Speech to text, adapted to the shop's own words. Imports no Rasa."""
