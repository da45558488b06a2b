"""The weights of a trained DIET network as arrays, for `components.forward_pass`."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.nlu.classifiers.diet_classifier import DIET
from rasa.shared.nlu.constants import ENTITY_ATTRIBUTE_TYPE, TEXT
from rasa.utils.tensorflow.constants import (
    ENTITY_RECOGNITION,
    INNER,
    INTENT_CLASSIFICATION,
    KEY_RELATIVE_ATTENTION,
    LABEL,
    NUM_HEADS,
    SENTENCE,
    SEQUENCE,
    SOFTMAX,
    UNIDIRECTIONAL_ENCODER,
    VALUE_RELATIVE_ATTENTION,
)
from rasa.utils.tensorflow.layers import RandomlyConnectedDense
from rasa.utils.tensorflow.rasa_layers import ConcatenateSparseDenseFeatures, RasaSequenceLayer

Array = np.ndarray[Any, Any]

_COMBINING = RasaSequenceLayer.FEATURE_COMBINING
_TO_DENSE = ConcatenateSparseDenseFeatures.SPARSE_TO_DENSE


def network_arrays(network: DIET) -> dict[str, Array] | None:
    """The weights of a network.

    Args:
        network: Trained.

    Returns:
        The arrays by name, or None where the network has parts that the forward pass does not know: dense features,
        relative positions, no transformer, roles or groups of entities, or only one of intents and entities.
    """
    config = network.config
    if not (config[INTENT_CLASSIFICATION] and config[ENTITY_RECOGNITION] and _is_known(network)):
        return None
    layers = network._tf_layers
    sequence_layer = layers[f"sequence_layer.{network.text_name}"]._tf_layers
    transformer = sequence_layer[RasaSequenceLayer.TRANSFORMER]
    arrays: dict[str, Array] = {"heads": np.array(config[NUM_HEADS])}
    for kind in (SEQUENCE, SENTENCE):
        features = sequence_layer[_COMBINING]._tf_layers[f"sparse_dense.{kind}"]
        arrays |= _dense(kind, features._tf_layers[_TO_DENSE])
    hidden = (each for each in sequence_layer[RasaSequenceLayer.FFNN]._ffn_layers if hasattr(each, "kernel"))
    for number, layer in enumerate(hidden):
        arrays |= _dense(f"hidden.{number}", layer)
    arrays |= _dense("embedding", transformer._embedding)
    for number, layer in enumerate(transformer._enc_layers):
        name, attention = f"layer.{number}", layer._mha
        inner_norm, inner, _, outer, _ = layer._ffn_layers
        arrays |= _norm(f"{name}.norm", layer._layer_norm) | _norm(f"{name}.inner_norm", inner_norm)
        arrays |= _dense(f"{name}.query", attention._query_dense_layer)
        arrays |= _dense(f"{name}.key", attention._key_dense_layer)
        arrays |= _dense(f"{name}.value", attention._value_dense_layer)
        arrays |= _dense(f"{name}.output", attention._output_dense_layer)
        arrays |= _dense(f"{name}.inner", inner) | _dense(f"{name}.outer", outer)
    arrays |= _norm("norm", transformer._layer_norm)
    arrays |= _dense("embed.text", layers[f"embed.{TEXT}"]._dense)
    arrays |= _dense("tags", layers[f"embed.{ENTITY_ATTRIBUTE_TYPE}.logits"]._dense)
    arrays["transitions"] = layers[f"crf.{ENTITY_ATTRIBUTE_TYPE}"].transition_params.numpy()
    network._training = False  # as before a prediction: nothing is dropped
    _, labels = network._create_all_labels()
    return arrays | {"labels": labels.numpy()}


def _is_known(network: DIET) -> bool:
    signature = network.data_signature.get(TEXT, {})
    features = [feature for kind in (SEQUENCE, SENTENCE) for feature in signature.get(kind, [])]
    sequence_layer = network._tf_layers[f"sequence_layer.{network.text_name}"]
    combining = sequence_layer._tf_layers[_COMBINING]
    loss = network._tf_layers[f"loss.{LABEL}"]
    return (
        len(features) == 2
        and all(feature.is_sparse for feature in features)
        and not any(name.startswith("unify_dims") for name in combining._tf_layers)
        and sequence_layer._has_transformer
        and not any(
            network.config[key] for key in (KEY_RELATIVE_ATTENTION, VALUE_RELATIVE_ATTENTION, UNIDIRECTIONAL_ENCODER)
        )
        and [spec.tag_name for spec in network._entity_tag_specs if spec.num_tags] == [ENTITY_ATTRIBUTE_TYPE]
        and (loss.similarity_type, loss.model_confidence) == (INNER, SOFTMAX)
    )


def _dense(name: str, layer: Any) -> dict[str, Array]:
    kernel = layer.kernel.numpy()
    if isinstance(layer, RandomlyConnectedDense) and layer.density < 1:
        kernel = kernel * layer.kernel_mask.numpy()
    arrays = {f"{name}.kernel": kernel}
    if layer.use_bias:
        arrays[f"{name}.bias"] = layer.bias.numpy()
    return arrays


def _norm(name: str, layer: Any) -> dict[str, Array]:
    return {f"{name}.gamma": layer.gamma.numpy(), f"{name}.beta": layer.beta.numpy()}
