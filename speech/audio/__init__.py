"""Sound as it comes from browsers and phones, made into what recognisers take."""
