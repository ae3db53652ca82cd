"""Makes hdf5.zip beside it: HDF5 files as h5py writes them when it is asked for more than Keras asks for."""

import io
import os
import zipfile

import h5py
import numpy as np

FOLDER = os.path.dirname(os.path.abspath(__file__))


def numbers(file):
    rng = np.random.default_rng(0)
    # Groups of more than eight are of another kind in new files.
    for group, dtypes in (("group", ("float16", "float32", "float64")),
                          ("whole", ("int8", "uint8", "int16", "uint16", "int32", "int64", "uint64"))):
        for dtype in dtypes:
            values = rng.normal(0, 20, (3, 4))
            file[group + "/" + dtype] = (np.abs(values) if "u" in dtype else values).astype(dtype)
    file["scalar"] = np.float32(1.5)
    file["empty"] = np.zeros((0, 3), np.float32)
    file.attrs["model_config"] = '{"text": "ü"}'
    file["group"].attrs["weight_names"] = np.asarray([b"a", b"bcd"])
    file["group"].attrs["layer_names"] = ["one", "zwölf"]


def many(file):
    for i in range(300):
        file[f"group/{i:03}"] = np.float32(i)
    for i in range(40):
        file["group"].attrs[f"attribute {i}"] = "value"
    file["group"].attrs["weight_names"] = [f"name {i}" for i in range(500)]


def linked(file):
    file["real"] = np.ones(3, np.float32)
    file["soft"] = h5py.SoftLink("/real")
    file["external"] = h5py.ExternalLink("other.h5", "/real")


def loop(file):
    file.create_group("a")
    file["a/a"] = file["a"]
    file["a/b"] = np.ones(2, np.float32)


def elsewhere(file):
    file.create_dataset("external", (4,), "float32", external=[("/etc/passwd", 0, 16)])


FILES = {
    "numbers": (numbers, {}),
    "numbers_latest": (numbers, {"libver": "latest"}),
    "numbers_block": (numbers, {"userblock_size": 512}),
    "many": (many, {}),
    "many_latest": (many, {"libver": "latest"}),
    "linked": (linked, {}),
    "linked_latest": (linked, {"libver": "latest"}),
    "loop": (loop, {}),
    "elsewhere": (elsewhere, {}),
    "chunked": (lambda file: file.create_dataset("d", data=np.ones((9, 9), np.float32), chunks=(3, 3)), {}),
    "compressed": (lambda file: file.create_dataset("d", data=np.ones((9, 9), np.float32), compression="gzip"), {}),
    "big_endian": (lambda file: file.create_dataset("d", data=np.ones(3, ">f4")), {}),
    "never_written": (lambda file: file.create_dataset("d", (3,), "float32"), {}),
    "compound": (lambda file: file.create_dataset("d", data=np.zeros(3, [("a", "f4"), ("b", "i4")])), {}),
    "text": (lambda file: file.create_dataset("d", data=["a", "b"]), {}),
    "truth": (lambda file: file.create_dataset("d", data=np.array([True, False])), {}),
}


def make():
    with zipfile.ZipFile(os.path.join(FOLDER, "hdf5.zip"), "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, (fill, options) in FILES.items():
            stream = io.BytesIO()
            if "userblock_size" in options:
                import tempfile
                with tempfile.TemporaryDirectory() as folder:
                    path = os.path.join(folder, "file.h5")
                    with h5py.File(path, "w", **options) as file:
                        fill(file)
                    stream = io.BytesIO(open(path, "rb").read())
            else:
                with h5py.File(stream, "w", **options) as file:
                    fill(file)
            info = zipfile.ZipInfo(name + "/model.h5", (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, stream.getvalue())


if __name__ == "__main__":
    make()
