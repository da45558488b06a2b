"""The shop's own web page: sign in, chat, history."""
