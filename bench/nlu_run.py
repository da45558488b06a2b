"""Trains a pipeline and lets it read sentences, in a process of its own: `python -m bench.nlu_run FOLDER`.

TensorFlow does not give its memory back, so every run is a process. `bench.runs` writes the folder and reads what
comes out.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from components.forward_pass import ForwardPass
from evaluation.predictions import reading_of
from evaluation.readings import Reading, Sentence, load_readings, save_readings
from runtime.quiet import configure_logging, hush, hush_tensorflow

#: Files of the folder: what goes in, and what comes out.
CONFIG, TRAINING, ASKED = "config.yml", "training.json", "asked.json"
READINGS, OUTCOME = "readings.json", "outcome.json"
#: A line that begins so is for whoever waits.
SAID = "bench: "


def main(folder: Path) -> None:
    """Train and read.

    Args:
        folder: Holds a configuration, training examples in Rasa's JSON, and the sentences to read.
    """
    hush()
    configure_logging()
    hush_tensorflow()
    from rasa.model_training import train_nlu
    from rasa.utils.tensorflow.environment import setup_tf_environment

    setup_tf_environment()
    os.environ["LOG_LEVEL"] = "INFO"  # after logging is set up quiet: Rasa counts its epochs only at this level
    began, used = time.monotonic(), time.process_time()
    model = train_nlu(str(folder / CONFIG), str(folder / TRAINING), str(folder), fixed_model_name="model")
    outcome: dict[str, Any] = {
        "training_s": round(time.monotonic() - began, 1),
        "training_cpu_s": round(time.process_time() - used, 1),
    }
    _say(f"trained in {outcome['training_s']:.0f} s ({outcome['training_cpu_s']:.0f} s of the processors)")
    readings, seconds, outcome["parameters"] = _read(
        str(model), [reading.sentence for reading in load_readings(folder / ASKED)]
    )
    outcome["message_ms"] = round(1000 * statistics.median(seconds), 2)
    _say(f"read {len(readings):,} sentences, {outcome['message_ms']:.1f} ms each (median)")
    save_readings(readings, folder / READINGS)
    (folder / OUTCOME).write_text(json.dumps(outcome), encoding="utf-8")


def _read(model: str, sentences: list[Sentence]) -> tuple[list[Reading], list[float], int]:
    """Read sentences one by one, as the server does; also the seconds of each, and the size of the networks."""
    from rasa.core.agent import Agent

    agent = Agent.load(model)

    async def read() -> tuple[list[Reading], list[float]]:
        readings, seconds = [], []
        for sentence in sentences:
            began = time.perf_counter()
            parsed = await agent.parse_message(sentence.text)
            seconds.append(time.perf_counter() - began)
            readings.append(reading_of(sentence, parsed))
        return readings, seconds

    return *asyncio.run(read()), _parameters(agent)


def _parameters(agent: Any) -> int:
    """Trained numbers of all networks in the model; Rasa has no other way to its components."""
    nodes = agent.processor.graph_runner._instantiated_nodes.values()
    networks = [getattr(node._component, "model", None) for node in nodes]
    return sum(_size(network) for network in networks)


def _size(network: Any) -> int:
    if isinstance(network, ForwardPass):
        return network.parameters
    return sum(int(weights.shape.num_elements()) for weights in getattr(network, "trainable_variables", ()))


def _say(line: str) -> None:
    print(SAID + line, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
