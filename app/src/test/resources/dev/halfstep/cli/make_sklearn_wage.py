"""Makes sklearn-wage.onnx beside it, of examples/wages.csv; what it needs, make_sklearn.py of the module onnx says."""

import os

import pandas as pd
from skl2onnx import to_onnx
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

FOLDER = os.path.dirname(os.path.abspath(__file__))
NUMBERS = ["education", "experience", "age"]
TEXTS = ["gender", "occupation"]

table = pd.read_csv(FOLDER.split("/app/")[0] + "/examples/wages.csv")
frame = table[NUMBERS + TEXTS].astype(dict.fromkeys(NUMBERS, "float32"))
model = make_pipeline(
    ColumnTransformer([("numbers", make_pipeline(SimpleImputer(), StandardScaler()), NUMBERS),
                       ("texts", OneHotEncoder(drop="if_binary"), TEXTS)]),
    MLPRegressor(hidden_layer_sizes=(16,), random_state=0, max_iter=500))
model.fit(frame, table.wage)
with open(os.path.join(FOLDER, "sklearn-wage.onnx"), "wb") as file:
    file.write(to_onnx(model, frame[:1]).SerializeToString())
print(model.predict(frame[:3]))
