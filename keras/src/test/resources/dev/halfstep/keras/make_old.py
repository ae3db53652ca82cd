"""Writes models as Keras 2 did: the configuration in its form, weights under its names. make.py calls it."""

import io
import json
import zipfile

import h5py
import keras
import numpy as np
from keras import layers as L

TENSOR = "__keras_tensor__"


def reference(tensor, nested):
    layer, call, output = tensor["config"]["keras_history"]
    return [layer, call + (1 if layer in nested else 0), output]


def old_call(call, nested):
    """[["dense", 0, 0, {}], ...], states behind the data."""
    flat = []

    def add(value):
        if isinstance(value, dict) and value.get("class_name") == TENSOR:
            flat.append(reference(value, nested))
        elif isinstance(value, (list, tuple)):
            for item in value:
                add(item)

    add(call["args"])
    add([value for value in call["kwargs"].values()])
    return [[*each, {}] for each in flat]


def old_references(node, nested):
    if isinstance(node[0], str):
        node = [node]
    return [[name, call + (1 if name in nested else 0), output] for name, call, output in node]


def old_settings(kind, config):
    config = {key: value for key, value in config.items() if key not in ("quantization_config", "backward_layer", "zero_output_for_mask")}
    for key, value in config.items():
        if isinstance(value, dict) and "class_name" in value:
            config[key] = old_layer(value, set()) if "inbound_nodes" in value or key == "layer" else {
                "class_name": value["class_name"], "config": value["config"]}
    if "dtype" in config:
        config["dtype"] = "float32"
    if "batch_shape" in config:
        config["batch_input_shape"] = config.pop("batch_shape")
        config.pop("optional", None)
    if kind == "LeakyReLU":
        config["alpha"] = config.pop("negative_slope")
    if kind in ("LSTM", "GRU", "SimpleRNN"):
        config["time_major"] = False
        config["implementation"] = 2
    return config


def old_layer(layer, nested):
    kind = layer["class_name"]
    if kind in ("Functional", "Sequential"):
        return old_model(layer, nested)
    old = {"class_name": kind, "config": old_settings(kind, layer["config"])}
    if "inbound_nodes" in layer:
        old["name"] = layer["name"]
        old["inbound_nodes"] = [old_call(call, nested) for call in layer["inbound_nodes"]]
    return old


def old_model(model, outer=frozenset()):
    config = model["config"]
    nested = {layer["config"]["name"] for layer in config["layers"] if layer["class_name"] in ("Functional", "Sequential")}
    layers = [old_layer(layer, nested) for layer in config["layers"]]
    if model["class_name"] == "Sequential":
        old = {"class_name": "Sequential", "config": {"name": config["name"], "layers": layers}}
    else:
        old = {"class_name": "Functional", "config": {
            "name": config["name"], "trainable": config["trainable"], "layers": layers,
            "input_layers": old_references(config["input_layers"], nested),
            "output_layers": old_references(config["output_layers"], nested)}}
    if "inbound_nodes" in model:
        old["name"] = model["name"]
        old["inbound_nodes"] = [old_call(call, outer) for call in model["inbound_nodes"]]
    return old


def without_input_layer(config):
    """As a Sequential model whose first layer has the shape."""
    first, second = config["config"]["layers"][:2]
    second["config"]["batch_input_shape"] = first["config"]["batch_input_shape"]
    del config["config"]["layers"][0]
    return config


def h5(model, config, version):
    stream = io.BytesIO()
    with h5py.File(stream, "w") as file:
        file.attrs["keras_version"] = version
        file.attrs["backend"] = "tensorflow"
        file.attrs["model_config"] = json.dumps(config).encode("utf8")
        weights = file.create_group("model_weights")
        # As arrays of texts of a fixed length.
        weights.attrs["layer_names"] = np.asarray([layer.name.encode() for layer in model.layers])
        for layer in model.layers:
            group = weights.create_group(layer.name)
            tensors = layer.trainable_weights + layer.non_trainable_weights
            names = [(weight.path + ":0").encode() for weight in tensors]
            group.attrs["weight_names"] = np.asarray(names) if names else np.asarray([])
            for name, weight in zip(names, tensors):
                group.create_dataset(name.decode(), data=np.asarray(weight))
    return stream.getvalue()


def archive_of_2_13(model, folder_bytes):
    """A .keras file with the names that TensorFlow 2.13 has for layers."""
    source = zipfile.ZipFile(io.BytesIO(folder_bytes))
    weights = h5py.File(io.BytesIO(source.read("model.weights.h5")))
    stream = io.BytesIO()
    with h5py.File(stream, "w") as file:
        for name in weights:
            weights.copy(weights[name], file, name.replace("layers", "_layer_checkpoint_dependencies"))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as out:
        out.writestr("metadata.json", '{"keras_version": "2.13.1", "date_saved": "2023-10-01@00:00:00"}')
        out.writestr("config.json", source.read("config.json"))
        out.writestr("model.weights.h5", stream.getvalue())
    return target.getvalue()


def make(archive_type):
    import os
    import tempfile
    import make as new

    archive = archive_type("old.zip")
    rng = np.random.default_rng(2)

    def inputs_of(model):
        new.randomize(model, rng)
        return [new.data(tensor, rng) for tensor in model.inputs]

    def config_of(model):
        return old_model(json.loads(model.to_json()))

    def added(name, model, change=lambda config: config, version="2.11.0"):
        inputs = inputs_of(model)
        archive.bytes(name, "model.h5", h5(model, change(config_of(model)), version), model, inputs)

    mlp = lambda: new.chain(new.VEC, L.Dense(4, activation="relu"), L.BatchNormalization(), L.LeakyReLU(0.2), L.Dropout(0.5), L.Dense(1))
    added("sequential", mlp())
    added("sequential_first_layer", mlp(), without_input_layer)

    def as_list(config):
        return {"class_name": "Sequential", "config": without_input_layer(config)["config"]["layers"]}

    added("sequential_list", mlp(), as_list, "2.1.6")
    for name, model in new.networks():
        if name in ("shared", "several", "nested", "frozen", "encoder_decoder", "residual", "mlp_normalized"):
            added(name, model)
    for layer in (L.LSTM, L.GRU, L.SimpleRNN):
        added("bidirectional_" + layer.__name__.lower(), new.chain(
            new.SEQ, L.Bidirectional(layer(3, return_sequences=True)), layer(2), L.Dense(1)))
    with tempfile.TemporaryDirectory() as folder:
        model = new.chain(new.SEQ, L.Conv1D(3, 2), L.LSTM(3), L.Dense(2, activation="gelu"), L.Dense(1))
        inputs = inputs_of(model)
        file = os.path.join(folder, "model.keras")
        model.save(file)
        archive.bytes("archive_2_13", "model.keras", archive_of_2_13(model, open(file, "rb").read()), model, inputs)
    archive.close()
