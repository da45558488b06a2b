"""Parts of the language understanding pipeline, named in `config.yml`."""
