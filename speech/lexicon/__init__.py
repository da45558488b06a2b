"""How words are pronounced: dictionaries, and rules for words that no dictionary has."""
