"""Makes sklearn.zip beside it: models of scikit-learn as skl2onnx writes them, rows of a table, and what scikit-learn predicts for them.

    python3 -m venv V && V/bin/pip install scikit-learn==1.9.1 skl2onnx==1.21.0 onnx==1.23.1 onnxruntime pandas
    V/bin/python make_sklearn.py

Each model is a folder with model.onnx, rows.csv and predicted.csv, of rows that it was not fitted on. The table is made of random
numbers. Where ONNX Runtime does not give what scikit-learn predicts, the folder begins with "refused-".
"""

import io
import os
import warnings
import zipfile

warnings.filterwarnings("ignore")

import numpy as np
import onnxruntime
import pandas as pd
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.impute import SimpleImputer
from sklearn.linear_model import ElasticNet, LinearRegression, PoissonRegressor, Ridge
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (MaxAbsScaler, MinMaxScaler, Normalizer, OneHotEncoder, OrdinalEncoder,
                                   PolynomialFeatures, RobustScaler, StandardScaler)

FOLDER = os.path.dirname(os.path.abspath(__file__))
ROWS = 200
KEPT = 24
NUMBERS = ["age", "income", "rooms"]
TEXTS = ["city", "smoker"]


def table():
    rng = np.random.default_rng(7)
    frame = pd.DataFrame({
        "age": rng.integers(18, 80, ROWS).astype(np.float32),
        "income": np.round(rng.lognormal(10, 0.5, ROWS)).astype(np.float32),
        "rooms": (rng.integers(2, 20, ROWS) / 2).astype(np.float32),
        "floor": rng.integers(0, 4, ROWS),
        "city": rng.choice(["Köln", "Bonn", "Aachen, West", "Trier"], ROWS, p=[0.4, 0.3, 0.25, 0.05]).astype(object),
        "smoker": rng.choice(["no", "yes"], ROWS).astype(object),
    })
    target = (frame.age / 20 + np.log(frame.income) + (frame.smoker == "yes") * 3 - (frame.city == "Bonn")
              + 0.3 * frame.floor + rng.normal(0, 0.3, ROWS)).to_numpy(np.float64)
    return frame, target


def network(activation="relu"):
    return MLPRegressor(hidden_layer_sizes=(8, 4), activation=activation, random_state=0, max_iter=300, solver="lbfgs")


def columns(numbers, texts, *others):
    return ColumnTransformer([("numbers", numbers, NUMBERS), ("texts", texts, TEXTS), *others])


def one_hot(**options):
    return OneHotEncoder(**options)


class Cases:

    def __init__(self, archive):
        self.archive = archive
        self.frame, self.target = table()

    def put(self, name, text):
        entry = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
        self.archive.writestr(entry, text, zipfile.ZIP_DEFLATED)

    def add(self, name, model, names=None, frame=None, target=None, refused=False, **options):
        frame = (self.frame if frame is None else frame)[names or NUMBERS + TEXTS]
        target = self.target if target is None else target
        model.fit(frame[KEPT:], target[KEPT:])
        rows = frame[:KEPT]
        onnx = to_onnx(model, rows[:1], **options)
        data = onnx.SerializeToString()
        predicted = np.asarray(model.predict(rows), np.float64).reshape(KEPT, -1)
        session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
        given = session.run(None, {each.name: rows[[each.name]].to_numpy() for each in session.get_inputs()})[0]
        far = np.abs(given.reshape(KEPT, -1) - predicted).max() / np.abs(predicted).max()
        assert (far < 1e-5) != refused, (name, far)
        folder = ("refused-" if refused else "") + name
        self.put(folder + "/model.onnx", data)
        self.put(folder + "/rows.csv", rows.to_csv(index=False))
        text = io.StringIO()
        np.savetxt(text, predicted, fmt="%r", delimiter=",")
        self.put(folder + "/predicted.csv", text.getvalue().replace("np.float64(", "").replace(")", ""))


def main():
    with zipfile.ZipFile(os.path.join(FOLDER, "sklearn.zip"), "w") as archive:
        cases = Cases(archive)
        frame, target = cases.frame, cases.target
        missing = frame.copy()
        missing.loc[::5, "income"] = np.nan
        missing.loc[::7, "rooms"] = np.nan
        doubles = frame.astype({"age": np.float64, "income": np.float64, "rooms": np.float64})
        two = np.stack([target, 100 - 5 * target], 1)
        standard, hot = StandardScaler, one_hot

        cases.add("standard", make_pipeline(columns(standard(), hot()), network()))
        cases.add("ignored", make_pipeline(columns(standard(), hot(handle_unknown="ignore")), network("tanh")))
        cases.add("min-max", make_pipeline(columns(MinMaxScaler(), hot(drop="first")), network("logistic")))
        cases.add("robust", make_pipeline(columns(RobustScaler(), hot(drop="if_binary")), network()))
        cases.add("without-mean", make_pipeline(columns(standard(with_mean=False), hot()), ElasticNet(0.01)))
        cases.add("as-they-are", make_pipeline(columns("passthrough", hot()), LinearRegression()))
        cases.add("largest", make_pipeline(columns(MaxAbsScaler(), hot()), Ridge()))
        cases.add("ordinal", make_pipeline(columns(standard(), OrdinalEncoder()), network()))
        cases.add("all-scaled", make_pipeline(columns("passthrough", hot(sparse_output=False)), standard(), network()))
        cases.add("whole-categories", make_pipeline(columns(standard(), hot(), ("floor", hot(), ["floor"])), network()),
                  NUMBERS + TEXTS + ["floor"])
        cases.add("imputed", make_pipeline(columns(make_pipeline(SimpleImputer(), standard()), hot()), network()),
                  frame=missing)
        cases.add("median", make_pipeline(columns(make_pipeline(SimpleImputer(strategy="median"), RobustScaler()),
                                                  hot()), Ridge()), frame=missing)
        cases.add("double", make_pipeline(columns(standard(), hot()), network()), frame=doubles)
        cases.add("polynomial", make_pipeline(columns(make_pipeline(standard(), PolynomialFeatures(2)), hot()), Ridge()))
        cases.add("components", make_pipeline(columns(standard(), hot(sparse_output=False)), PCA(4), network()))
        cases.add("normalized", make_pipeline(columns(Normalizer(), hot()), network()))
        cases.add("infrequent", make_pipeline(columns(standard(), hot(
            min_frequency=20, handle_unknown="infrequent_if_exist")), network()))
        cases.add("exponential", make_pipeline(columns(standard(), hot()), PoissonRegressor(alpha=0.1)))
        cases.add("several-targets", make_pipeline(columns(standard(), hot()), network()), target=two)
        cases.add("several-lines", make_pipeline(columns(standard(), hot()), LinearRegression()), target=two)
        cases.add("numbers-only", make_pipeline(standard(), network()), NUMBERS)
        cases.add("a-line", Ridge(), NUMBERS)
        cases.add("named-output", make_pipeline(columns(standard(), hot()), Ridge()),
                  final_types=[("charges", FloatTensorType([None, 1]))])
        cases.add("whole-numbers", make_pipeline(standard(), network()), ["floor"] + NUMBERS, refused=True)


main()
