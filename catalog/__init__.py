"""The shop's data: products, search, terms, promotions, customers and orders (imports no Rasa)."""
