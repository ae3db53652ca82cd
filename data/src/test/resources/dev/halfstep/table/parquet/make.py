"""Makes the Parquet files of this directory; README.md says with which versions."""

import datetime
import decimal
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

D = decimal.Decimal


def kinds():
    """One column of every kind that can be read."""
    return pa.table({
        "int8": pa.array([-128, None, 127], pa.int8()),
        "uint8": pa.array([0, None, 255], pa.uint8()),
        "int32": pa.array([-2147483648, None, 2147483647], pa.int32()),
        "uint32": pa.array([0, None, 4294967295], pa.uint32()),
        "int64": pa.array([-9007199254740992, None, 9007199254740993], pa.int64()),
        "uint64": pa.array([0, None, 18446744073709551615], pa.uint64()),
        "half": pa.array(np.array([1.5, np.nan, -2.0], np.float16)),
        "float": pa.array([0.1, None, float("nan")], pa.float32()),
        "double": pa.array([0.1, None, float("nan")], pa.float64()),
        "bool": pa.array([True, None, False], pa.bool_()),
        "decimal": pa.array([D("1.25"), None, D("-0.01")], pa.decimal128(9, 2)),
        "big decimal": pa.array([D("12345678901234567890.125"), None, D("-1.000")], pa.decimal128(30, 3)),
        "text": pa.array([" b ", None, ""], pa.string()),
        "category": pa.array(["ä", None, "ä"]).dictionary_encode(),
        "nothing": pa.array([None, None, None], pa.null()),
    })


def unusable():
    """One column of every kind that cannot, after one that can."""
    day = datetime.datetime(2020, 1, 2, 3, 4, 5)
    return pa.table({
        "x": pa.array([1.0, 2.0]),
        "date": pa.array([day.date()] * 2),
        "time": pa.array([day.time()] * 2),
        "timestamp": pa.array([day] * 2),
        "list": pa.array([[1], [2, 3]]),
        "struct": pa.array([{"a": 1}, {"a": 2}]),
        "map": pa.array([[("k", 1)], []], pa.map_(pa.string(), pa.int32())),
        "fixed": pa.array([b"ab", b"cd"], pa.binary(2)),
    })


COLUMNS = ["age", "gender", "education", "experience", "race", "occupation", "wage"]


def main(wages):
    table = pa.Table.from_pandas(pd.read_csv(wages)[COLUMNS].head(100), preserve_index=False)
    for name, options in {
        "none": dict(compression="none"),
        "snappy": dict(compression="snappy", row_group_size=37),
        "snappy-v2": dict(compression="snappy", data_page_version="2.0"),
        "snappy-index": dict(compression="snappy", write_page_index=True),
        "gzip": dict(compression="gzip"),
        "zstd": dict(compression="zstd", use_dictionary=False),
        "lz4": dict(compression="lz4"),
    }.items():
        pq.write_table(table, f"wages-{name}.parquet", **options)
    pq.write_table(kinds(), "kinds.parquet", store_decimal_as_integer=True)
    pq.write_table(unusable(), "unusable.parquet")
    pq.write_table(pa.table({"x": [1.0, float("inf")]}), "infinite.parquet")
    pq.write_table(pa.table({"x": pa.array([], pa.float64())}), "no-rows.parquet")
    pq.write_table(pa.table({"x": ["1", "2", "?"]}), "number-texts.parquet")
    pq.write_table(pa.table({"x": pa.array([b"a", b"\xff"], pa.binary())}), "not-utf8.parquet")
    pd.DataFrame({"x": [1.0, 2.0, 3.0]}, index=[5, 6, 9]).to_parquet("index.parquet")


main(sys.argv[1])
