"""Checks the assistant's content (examples, answers, rules) in seconds: no training, no Rasa, no TensorFlow."""
