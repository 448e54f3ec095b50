"""The two models that tell speakers apart, made by hand: a soft voice and a loud one.

Inputs, outputs and metadata are those of the real exports (pyannote segmentation 3.0 with its seven
classes, a 3D-Speaker embedding), so windows, clustering and matching run for real.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper, save

SOFT, LOUD = 0.05, 0.4
"""Amplitudes of noise: the two voices."""
WINDOW, STEP = 32_000, 270
"""Samples of a window (2 s here, 10 s in the real one) and of a frame."""
_BETWEEN = 20.2
"""Mean log-mel energy between the two voices."""


def build(folder: Path) -> Path:
    """Write both models into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    save(_segmentation(), str(folder / "model.onnx"))
    save(_embedding(), str(folder / "voice.onnx"))
    return folder


def _segmentation() -> ModelProto:
    """Class 0: nobody, 1: the soft voice, 2: the loud one; the others never."""
    slope = np.array([0, 100, 300, 0, 0, 0, 0], np.float32)
    offset = np.array([0, -0.5, -20.5, -99, -99, -99, -99], np.float32)
    node = helper.make_node
    nodes = [
        node("Abs", ["x"], ["size"]),
        node("AveragePool", ["size"], ["level"], kernel_shape=[STEP], strides=[STEP]),
        node("Transpose", ["level"], ["turned"], perm=[0, 2, 1]),
        node("Mul", ["turned", "slope"], ["sloped"]),
        node("Add", ["sloped", "offset"], ["y"]),
    ]
    facts = {"sample_rate": 16_000, "window_size": WINDOW, "receptive_field_size": 991,
             "receptive_field_shift": STEP, "num_speakers": 3, "powerset_max_classes": 2,
             "num_classes": 7, "model_type": "pyannote-segmentation-3.0"}  # fmt: skip
    held = {"slope": slope, "offset": offset}
    return _model(nodes, held, ["N", 1, "T"], ("y", ["N", "F", 7]), facts)


def _embedding() -> ModelProto:
    """Two numbers: how loud a voice is, how soft it is."""
    node = helper.make_node
    nodes = [
        node("ReduceMean", ["x"], ["level"], axes=[1, 2], keepdims=0),
        node("Sub", ["level", "between"], ["over"]),
        node("Mul", ["over", "steep"], ["steeper"]),
        node("Sigmoid", ["steeper"], ["loud"]),
        node("Sub", ["one", "loud"], ["soft"]),
        node("Unsqueeze", ["loud", "axis"], ["loud1"]),
        node("Unsqueeze", ["soft", "axis"], ["soft1"]),
        node("Concat", ["loud1", "soft1"], ["embedding"], axis=1),
    ]
    facts = {"framework": "3d-speaker", "language": "Chinese-English", "sample_rate": 16_000,
             "output_dim": 2, "normalize_samples": 0, "feature_normalize_type": ""}  # fmt: skip
    held = {"between": np.array(_BETWEEN, np.float32), "steep": np.array(4, np.float32),
            "one": np.array(1, np.float32), "axis": np.array([1], np.int64)}  # fmt: skip
    return _model(nodes, held, ["N", "T", 80], ("embedding", ["N", 2]), facts)


def _model(
    nodes: Sequence[NodeProto],
    held: dict[str, np.ndarray],
    shape: list[int | str],
    output: tuple[str, list[int | str]],
    facts: dict[str, object],
) -> ModelProto:
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(output[0], TensorProto.FLOAT, output[1])],
        [numpy_helper.from_array(array, name) for name, array in held.items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    helper.set_model_props(made, {key: str(value) for key, value in facts.items()})
    return made
