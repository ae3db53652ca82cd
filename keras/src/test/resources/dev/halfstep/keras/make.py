"""Makes layers.zip, stacks.zip and old.zip beside it (hdf5.zip: make_hdf5.py): models of Keras, what goes in and what Keras gives.

    python3 -m venv V && V/bin/pip install tensorflow-cpu==2.21.0 keras==3.15.1 h5py && V/bin/python make.py

Each model is a folder with model.keras or model.h5, in0.npy and so on, and out0.npy and so on. Nothing is trained: all weights are
random numbers. old.zip has files as Keras 2 wrote them, written by hand; Keras 3 reads them and says what comes out.
"""

import io
import json
import os
import random
import sys
import tempfile
import zipfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import h5py
import keras
import numpy as np
from keras import layers as L

BATCH = 3
FOLDER = os.path.dirname(os.path.abspath(__file__))


def randomize(model, rng):
    for weight in model.weights:
        name = weight.path.split("/")[-1]
        if name == "count" or "seed" in name:
            continue
        values = rng.normal(0, 0.4, weight.shape)
        if "variance" in name:
            values = np.abs(values) + 0.5
        if name == "gamma" or name == "scale":
            values += 1
        weight.assign(values.astype("float32"))
    for layer in model._flatten_layers():
        if isinstance(layer, L.Normalization):
            layer.finalize_state()


def data(tensor, rng, whole=False):
    shape = (BATCH,) + tuple(tensor.shape[1:])
    if whole or "int" in tensor.dtype:
        return rng.integers(0, 5, shape).astype(tensor.dtype)
    return rng.normal(0, 1, shape).astype(tensor.dtype)


class Archive:
    """A zip of models; times are fixed, so that the same models give the same bytes but for what Keras numbers."""

    def __init__(self, name):
        self.zip = zipfile.ZipFile(os.path.join(FOLDER, name), "w", zipfile.ZIP_DEFLATED, compresslevel=9)

    def put(self, name, contents):
        info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        self.zip.writestr(info, contents)

    def array(self, name, values):
        stream = io.BytesIO()
        np.save(stream, np.ascontiguousarray(values))
        self.put(name, stream.getvalue())

    def model(self, name, model, form="keras", seed=1):
        rng = np.random.default_rng(seed)
        randomize(model, rng)
        inputs = [data(t, rng, name == "embedding") for t in model.inputs]
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "model." + form)
            model.save(file)
            self.bytes(name, "model." + form, open(file, "rb").read(), model, inputs)

    def bytes(self, name, file, contents, model, inputs):
        tensors = [keras.ops.convert_to_tensor(values) for values in inputs]
        outputs = keras.tree.flatten(model(tensors if len(tensors) > 1 else tensors[0], training=False))
        outputs = [np.asarray(values) for values in outputs]
        self.put(name + "/" + file, contents)
        for i, values in enumerate(inputs):
            self.array(f"{name}/in{i}.npy", values)
        for i, values in enumerate(outputs):
            self.array(f"{name}/out{i}.npy", values)

    def close(self):
        self.zip.close()


def chain(shape, *layers, dtype="float32"):
    return keras.Sequential([keras.Input(shape, dtype=dtype), *layers])


def functional(shapes, build):
    inputs = [keras.Input(s) for s in shapes]
    outputs = build(*inputs)
    return keras.Model(inputs if len(inputs) > 1 else inputs[0], outputs)


ACTIVATIONS = [
    "linear", "relu", "relu6", "leaky_relu", "elu", "celu", "selu", "gelu", "silu", "mish", "sigmoid", "tanh", "softplus", "softsign",
    "softmax", "log_softmax", "exponential", "hard_sigmoid", "hard_silu", "hard_tanh", "sparse_sigmoid", "log_sigmoid", "tanh_shrink",
    "soft_shrink", "squareplus"]

VEC, SEQ, IMG = (5,), (6, 4), (6, 5, 3)


def single_layers():
    """Models of one layer, by name."""
    yield "dense", chain(VEC, L.Dense(4, activation="relu"))
    yield "dense_no_bias", chain(VEC, L.Dense(4, use_bias=False))
    yield "dense_sequence", chain(SEQ, L.Dense(3))
    for name in ACTIVATIONS:
        yield "activation_" + name, chain(VEC, L.Dense(4, activation=name))
    yield "activation_layer", chain(VEC, L.Activation("tanh"))
    yield "activation_of_layer", chain(VEC, L.Dense(4, activation=L.LeakyReLU(0.15)))
    yield "relu", chain(VEC, L.ReLU())
    yield "relu_max", chain(VEC, L.ReLU(max_value=0.75))
    yield "relu_six", chain(VEC, L.ReLU(max_value=6))
    yield "relu_slope", chain(VEC, L.ReLU(negative_slope=0.2))
    yield "relu_all", chain(VEC, L.ReLU(max_value=1.0, negative_slope=0.2, threshold=0.3))
    yield "relu_threshold", chain(VEC, L.ReLU(threshold=0.3))
    yield "leaky_relu", chain(VEC, L.LeakyReLU(0.25))
    yield "elu", chain(VEC, L.ELU(0.7))
    yield "prelu", chain(VEC, L.PReLU())
    yield "prelu_shared", chain(IMG, L.PReLU(shared_axes=[1, 2]))
    yield "prelu_full", chain(IMG, L.PReLU())
    yield "softmax", chain(VEC, L.Softmax())
    yield "softmax_axis", chain(SEQ, L.Softmax(axis=1))
    for padding in ("same", "valid", "causal"):
        yield "conv1d_" + padding, chain(SEQ, L.Conv1D(3, 3, padding=padding, activation="relu"))
    yield "conv1d_strided", chain((9, 2), L.Conv1D(3, 4, strides=2, padding="same"))
    yield "conv1d_causal_dilated", chain((9, 2), L.Conv1D(3, 3, dilation_rate=2, padding="causal"))
    yield "conv1d_groups", chain((9, 4), L.Conv1D(6, 3, groups=2))
    yield "conv2d_valid", chain(IMG, L.Conv2D(4, 3))
    yield "conv2d_same", chain(IMG, L.Conv2D(4, (2, 3), padding="same", activation="relu"))
    yield "conv2d_strided", chain(IMG, L.Conv2D(4, 3, strides=(2, 1), padding="same", use_bias=False))
    yield "conv2d_dilated", chain((9, 9, 2), L.Conv2D(2, 3, dilation_rate=(2, 3)))
    yield "conv2d_groups", chain((6, 6, 4), L.Conv2D(6, 3, groups=2))
    yield "depthwise_conv1d", chain(SEQ, L.DepthwiseConv1D(3, depth_multiplier=2, padding="same"))
    yield "depthwise_conv2d", chain(IMG, L.DepthwiseConv2D(3, depth_multiplier=2))
    yield "depthwise_conv2d_strided", chain((7, 7, 3), L.DepthwiseConv2D(3, strides=2, padding="same", use_bias=False))
    yield "separable_conv1d", chain(SEQ, L.SeparableConv1D(5, 3, padding="same", depth_multiplier=2))
    yield "separable_conv2d", chain(IMG, L.SeparableConv2D(5, 3, activation="relu"))
    for padding in ("same", "valid"):
        for kernel, stride in ((3, 1), (3, 2), (2, 3), (4, 2)):
            yield f"conv2d_transpose_{padding}_{kernel}_{stride}", chain((3, 4, 2), L.Conv2DTranspose(3, (kernel, 3), strides=(stride, 2), padding=padding))
        yield "conv1d_transpose_" + padding, chain(SEQ, L.Conv1DTranspose(3, 4, strides=2, padding=padding))
    for padding in ("same", "valid"):
        yield "max_pooling1d_" + padding, chain((7, 3), L.MaxPooling1D(3, strides=2, padding=padding))
        yield "average_pooling1d_" + padding, chain((7, 3), L.AveragePooling1D(3, strides=2, padding=padding))
        yield "max_pooling2d_" + padding, chain((7, 6, 3), L.MaxPooling2D((3, 2), padding=padding))
        yield "average_pooling2d_" + padding, chain((7, 6, 3), L.AveragePooling2D((3, 2), strides=(2, 2), padding=padding))
    for keep in (False, True):
        for layer in (L.GlobalMaxPooling1D, L.GlobalAveragePooling1D):
            yield f"{layer.__name__.lower()}_{keep}", chain(SEQ, layer(keepdims=keep))
        for layer in (L.GlobalMaxPooling2D, L.GlobalAveragePooling2D):
            yield f"{layer.__name__.lower()}_{keep}", chain(IMG, layer(keepdims=keep))
    yield "zero_padding1d", chain(SEQ, L.ZeroPadding1D((2, 1)))
    yield "zero_padding2d", chain(IMG, L.ZeroPadding2D(((1, 2), (0, 3))))
    yield "zero_padding2d_one", chain(IMG, L.ZeroPadding2D(2))
    yield "cropping1d", chain(SEQ, L.Cropping1D((2, 1)))
    yield "cropping2d", chain(IMG, L.Cropping2D(((1, 2), (0, 3))))
    yield "up_sampling1d", chain(SEQ, L.UpSampling1D(3))
    yield "up_sampling2d", chain(IMG, L.UpSampling2D((2, 3)))
    yield "up_sampling2d_bilinear", chain(IMG, L.UpSampling2D((2, 3), interpolation="bilinear"))
    yield "flatten", chain(IMG, L.Flatten())
    yield "reshape", chain(IMG, L.Reshape((3, -1, 5)))
    yield "permute", chain(IMG, L.Permute((3, 1, 2)))
    yield "repeat_vector", chain(VEC, L.RepeatVector(4))
    yield "concatenate", functional([SEQ, (2, 4)], lambda a, b: L.Concatenate(axis=1)([a, b]))
    for layer in (L.Add, L.Subtract, L.Multiply, L.Average, L.Maximum, L.Minimum):
        shapes = [VEC, VEC] if layer is L.Subtract else [VEC, VEC, VEC]
        yield layer.__name__.lower(), functional(shapes, lambda *a: layer()(list(a)))
    yield "add_broadcast", functional([SEQ, (4,)], lambda a, b: L.Add()([a, b]))
    yield "dot_vectors", functional([VEC, VEC], lambda a, b: L.Dot(axes=1)([a, b]))
    yield "dot_normalized", functional([VEC, VEC], lambda a, b: L.Dot(axes=1, normalize=True)([a, b]))
    yield "dot_matrices", functional([(6, 4), (4, 5)], lambda a, b: L.Dot(axes=(2, 1))([a, b]))
    yield "dot_matrices_last", functional([(6, 4), (5, 4)], lambda a, b: L.Dot(axes=2)([a, b]))
    yield "dot_matrix_vector", functional([(6, 4), (4,)], lambda a, b: L.Dot(axes=(2, 1))([a, b]))
    yield "idle", chain(SEQ, L.Dropout(0.5), L.SpatialDropout1D(0.5), L.GaussianNoise(1.0), L.GaussianDropout(0.5),
                        L.AlphaDropout(0.5), L.ActivityRegularization(0.1), L.Dense(3))
    yield "normalization", chain(VEC, L.Normalization())
    yield "normalization_given", chain(VEC, L.Normalization(mean=[1.0, 2, 3, 4, 5], variance=[1.0, 2, 3, 4, 9]))
    yield "normalization_scalar", chain(VEC, L.Normalization(axis=None, mean=3.0, variance=2.0))
    yield "normalization_invert", chain(VEC, L.Normalization(mean=[1.0, 2, 3, 4, 5], variance=[1.0, 2, 3, 4, 9], invert=True))
    yield "normalization_image", chain(IMG, L.Normalization(axis=(1, 3)))
    yield "rescaling", chain(VEC, L.Rescaling(1 / 127.5, offset=-1))
    yield "rescaling_each", chain(VEC, L.Rescaling([1.0, 2, 3, 4, 5], offset=[5.0, 4, 3, 2, 1]))
    yield "batch_normalization", chain(VEC, L.BatchNormalization())
    yield "batch_normalization_plain", chain(IMG, L.BatchNormalization(scale=False, center=False, epsilon=0.01))
    yield "batch_normalization_axis", chain(IMG, L.BatchNormalization(axis=1))
    yield "layer_normalization", chain(SEQ, L.LayerNormalization())
    yield "layer_normalization_axes", chain(IMG, L.LayerNormalization(axis=[1, 3], epsilon=0.01))
    yield "layer_normalization_plain", chain(SEQ, L.LayerNormalization(scale=False, center=False))
    yield "layer_normalization_rms", chain(SEQ, L.LayerNormalization(rms_scaling=True))
    yield "rms_normalization", chain(SEQ, L.RMSNormalization())
    yield "unit_normalization", chain(SEQ, L.UnitNormalization())
    yield "unit_normalization_axis", chain(SEQ, L.UnitNormalization(axis=1))
    yield "embedding", chain((4,), L.Embedding(7, 3))
    yield "embedding_int", chain((4,), L.Embedding(7, 3), dtype="int32")
    yield "embedding_int64", chain((4,), L.Embedding(7, 3), dtype="int64")
    for layer in (L.LSTM, L.GRU, L.SimpleRNN):
        n = layer.__name__.lower()
        yield n, chain(SEQ, layer(3))
        yield n + "_sequences", chain(SEQ, layer(3, return_sequences=True))
        yield n + "_backwards", chain(SEQ, layer(3, go_backwards=True, return_sequences=True))
        yield n + "_backwards_last", chain(SEQ, layer(3, go_backwards=True, use_bias=False))
        yield n + "_relu", chain(SEQ, layer(3, activation="relu"))
        yield n + "_state", functional([SEQ], lambda x: layer(3, return_state=True)(x))
        states = [(3,), (3,)] if layer is L.LSTM else [(3,)]
        yield n + "_from_state", functional([SEQ, *states], lambda x, *s: layer(3, return_sequences=True)(x, initial_state=list(s)))
        for mode in ("concat", "sum", "mul", "ave"):
            yield f"bidirectional_{n}_{mode}", chain(SEQ, L.Bidirectional(layer(3, return_sequences=mode != "sum"), merge_mode=mode))
        yield f"bidirectional_{n}_both", functional([SEQ], lambda x: L.Bidirectional(layer(3, return_sequences=True), merge_mode=None)(x))
        yield f"bidirectional_{n}_state", functional([SEQ], lambda x: L.Bidirectional(layer(3, return_state=True))(x))
    yield "gru_reset_before", chain(SEQ, L.GRU(3, reset_after=False))
    yield "gru_hard", chain(SEQ, L.GRU(3, recurrent_activation="hard_sigmoid"))
    yield "lstm_long", chain((130, 2), L.LSTM(3))
    yield "bidirectional_lstm_long", chain((130, 2), L.Bidirectional(L.LSTM(2, return_sequences=True)), L.GlobalAveragePooling1D())
    yield "rnn_of_cell", chain(SEQ, L.RNN(L.GRUCell(3), return_sequences=True))
    yield "bidirectional_own_backward", chain(SEQ, L.Bidirectional(L.GRU(3), backward_layer=L.GRU(3, activation="relu", go_backwards=True)))
    yield "time_distributed_dense", chain(SEQ, L.TimeDistributed(L.Dense(2)))
    yield "time_distributed_conv", chain((4, 6, 2), L.TimeDistributed(L.Conv1D(3, 3)))
    yield "time_distributed_normalization", chain(SEQ, L.TimeDistributed(L.BatchNormalization()))


def networks():
    """Models of several parts, by name."""

    def shared(a, b):
        dense = L.Dense(4, activation="tanh")
        return L.Concatenate()([dense(a), dense(b), dense(dense_in(a))])

    dense_in = L.Dense(5)
    yield "shared", functional([VEC, VEC], shared)

    def outputs(a, b):
        hidden = L.Dense(4, activation="relu")(a)
        return [L.Dense(1, name="first")(hidden), L.Concatenate()([hidden, b]), b]

    yield "several", functional([VEC, (2,)], outputs)

    def nested(x):
        inner = keras.Sequential([keras.Input((4,)), L.Dense(4, activation="relu"), L.BatchNormalization()], name="inner")
        part = functional([VEC, (4,)], lambda a, b: L.Dense(2)(L.Add()([inner(L.Dense(4)(a)), b])))
        y = part([x, L.Dense(4)(x)])
        z = part([L.Dense(5)(x), L.Dense(4)(x)])
        return L.Multiply()([y, z])

    yield "nested", functional([VEC], nested)

    def frozen(x):
        part = chain((5,), L.Dense(4), L.BatchNormalization(), L.Dense(3))
        part.layers[0].trainable = False
        return L.Dense(1)(part(x))

    yield "frozen", functional([VEC], frozen)
    # Keras 3.15 takes a column for a row where the batch has as many samples as there are columns, so there are 4 of these.
    yield "operations", functional([VEC, VEC], lambda a, b: ((a + b) * 2 - a / 3.0)[:, 1:] + (1 - b)[:, :4] + a[:, 4:])
    yield "same_classes", chain(VEC, L.Dense(4, name="zebra"), L.Dense(3, name="ant"), L.Dense(2, name="middle"))

    def dictionary():
        inputs = {"b": keras.Input((3,), name="b"), "a": keras.Input((2,), name="a")}
        x = L.Concatenate()([inputs["b"], inputs["a"]])
        return keras.Model([inputs["b"], inputs["a"]], {"y": L.Dense(2)(x), "x": L.Dense(1)(x)})

    yield "dictionary", dictionary()
    late = keras.Sequential([L.Dense(3, activation="relu"), L.Dense(1)])
    late.build((None, 5))
    yield "built_late", late

    def encoder(x):
        y, h, c = L.LSTM(3, return_state=True)(x)
        z = L.RepeatVector(4)(y)
        return L.TimeDistributed(L.Dense(1))(L.LSTM(3, return_sequences=True)(z, initial_state=[h, c]))

    yield "encoder_decoder", functional([SEQ], encoder)

    def residual(x):
        y = L.Conv2D(4, 3, padding="same", use_bias=False)(x)
        y = L.ReLU()(L.BatchNormalization()(y))
        z = L.Conv2D(4, 3, padding="same")(y)
        return L.Dense(1)(L.GlobalAveragePooling2D()(L.ReLU()(L.Add()([y, z]))))

    yield "residual", functional([IMG], residual)
    yield "mlp_normalized", chain(VEC, L.Normalization(), L.Dense(16, activation="relu"), L.Dropout(0.2), L.Dense(1))


def stack(seed):
    """A random stack of layers."""
    rnd = random.Random(seed)
    shape = rnd.choice([VEC, SEQ, IMG, (8, 8, 2), (10, 3)])
    inputs = x = keras.Input(shape)
    for _ in range(rnd.randint(3, 8)):
        x = grown(x, rnd)
    if len(x.shape) > 2:
        x = rnd.choice([L.Flatten(), {3: L.GlobalAveragePooling1D(), 4: L.GlobalMaxPooling2D()}[len(x.shape)]])(x)
    return keras.Model(inputs, L.Dense(1)(x))


def grown(x, rnd):
    activation = rnd.choice(["relu", "tanh", "linear", "elu", "gelu", "softplus", "sigmoid"])
    everywhere = [L.Dense(rnd.randint(2, 6), activation=activation), L.BatchNormalization(), L.LayerNormalization(),
                  L.Dropout(0.3), L.LeakyReLU(0.1), L.PReLU(), L.Activation(activation), L.Rescaling(0.5, 0.1), "residual"]
    if len(x.shape) == 2:
        layer = rnd.choice(everywhere + [L.RepeatVector(3), L.Normalization(), L.UnitNormalization()])
    elif len(x.shape) == 3:
        layer = rnd.choice(everywhere + [
            L.Conv1D(4, 3, padding=rnd.choice(["same", "causal"]), activation=activation), L.SeparableConv1D(3, 2, padding="same"),
            L.LSTM(3, return_sequences=True), L.GRU(4), L.Bidirectional(L.GRU(2, return_sequences=True)),
            L.SimpleRNN(4, return_sequences=True), L.MaxPooling1D(2, padding="same"), L.ZeroPadding1D(1), L.Permute((2, 1)),
            L.TimeDistributed(L.Dense(3)), L.UpSampling1D(2)])
    else:
        layer = rnd.choice(everywhere + [
            L.Conv2D(4, 3, padding="same", activation=activation), L.DepthwiseConv2D(2, padding="same"),
            L.SeparableConv2D(3, 3, padding="same"), L.AveragePooling2D(2, padding="same"), L.ZeroPadding2D(1),
            L.Conv2DTranspose(2, 3, strides=2, padding="same"), L.Flatten(), L.Permute((2, 1, 3))])
    if layer == "residual":
        return L.Add()([x, L.Dense(x.shape[-1], activation=activation)(x)])
    return layer(x)


def make_layers():
    archive = Archive("layers.zip")
    for name, model in single_layers():
        archive.model(name, model)
    for name, model in networks():
        archive.model(name, model)
    for name, model in networks():
        if name not in ("dictionary",):
            archive.model(name + "_h5", model, form="h5")
    archive.close()


def make_stacks():
    archive = Archive("stacks.zip")
    for number in range(20):
        seed = number
        while (model := stack(seed)).count_params() > 3000:
            seed += 100
        archive.model(f"stack{number:02}", model, form="h5" if number % 3 == 2 else "keras", seed=seed)
    archive.close()


if __name__ == "__main__":
    wanted = sys.argv[1:] or ["layers", "stacks", "old"]
    if "layers" in wanted:
        make_layers()
    if "stacks" in wanted:
        make_stacks()
    if "old" in wanted:
        import make_old
        make_old.make(Archive)
