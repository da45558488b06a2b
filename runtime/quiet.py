"""A quiet start: third-party noise off, our own warnings and every error on.

`hush()` has to run before TensorFlow, SQLAlchemy or Rasa are imported.
"""

from __future__ import annotations

import logging
import os
import warnings

#: Applied only where the environment does not say otherwise, so `LOG_LEVEL=DEBUG` brings everything back.
ENVIRONMENT = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "SQLALCHEMY_WARN_20": "0",
    "SANIC_ACCESS_LOG": "False",
    "LOG_LEVEL": "WARNING",
    "LOG_LEVEL_LIBRARIES": "ERROR",
    "TOKENIZERS_PARALLELISM": "false",
}

OUR_PACKAGES = (
    "server",
    "runtime",
    "connectors",
    "actions",
    "catalog",
    "components",
    "understanding",
    "stores",
    "speech",
    "tools",
)
NOISY_CATEGORIES: tuple[type[Warning], ...] = (
    DeprecationWarning,
    PendingDeprecationWarning,
    FutureWarning,
    UserWarning,
)
NOISY_LOGGERS = ("tensorflow", "absl", "h5py", "matplotlib", "apscheduler", "jieba", "sanic.access", "pymongo")


def hush() -> None:
    """Set up environment, warnings and loggers for a quiet start. Safe to call twice."""
    for key, value in ENVIRONMENT.items():
        os.environ.setdefault(key, value)
    if os.environ["LOG_LEVEL"] == "DEBUG":
        return
    import sanic  # noqa: F401  (switches deprecation warnings on when it is imported, so that has to be over)

    for category in NOISY_CATEGORIES:
        warnings.filterwarnings("ignore", category=category)
    for package in OUR_PACKAGES:
        warnings.filterwarnings("default", module=rf"{package}(\.|$)")
    for name in NOISY_LOGGERS:
        logging.getLogger(name).setLevel(logging.ERROR)


def hush_tensorflow() -> None:
    """Silence TensorFlow's own warnings; imports TensorFlow."""
    if os.environ.get("LOG_LEVEL") == "DEBUG":
        return
    import tensorflow as tf

    tf.get_logger().setLevel("ERROR")
    tf.compat.v1.logging.set_verbosity(tf.compat.v1.logging.ERROR)


def configure_logging() -> None:
    """Set up Rasa's logging as its command line does, at the level of `LOG_LEVEL`."""
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    level = logging.getLevelName(os.environ.get("LOG_LEVEL", "WARNING").upper())
    level = level if isinstance(level, int) else logging.WARNING
    configure_structlog(level)
    configure_logging_and_warnings(level, None, warn_only_once=True, filter_repeated_logs=True)
    hush()
