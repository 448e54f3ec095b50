"""A face model that cannot be used is said so, before a picture is drawn."""

import numpy as np
import pytest

from pipelines.shorts.errors import BadFaceModel
from pipelines.shorts.faces import find_faces

FRAMES = [np.zeros((90, 160, 3), np.uint8)] * 2


@pytest.mark.parametrize("content", [None, b"no network" * 40], ids=["missing", "no network"])
def test_an_unusable_model(tmp_path, content):
    model = tmp_path / "faces.onnx"
    if content:
        model.write_bytes(content)
    with pytest.raises(BadFaceModel, match=r"faces\.onnx .* YuNet's ONNX file"):
        find_faces(FRAMES, model)


def test_another_network(tmp_path):
    onnx = pytest.importorskip("onnx")
    kind, shape = onnx.TensorProto.FLOAT, [1, 3, 480, 480]
    ends = [onnx.helper.make_tensor_value_info(name, kind, shape) for name in ("input", "output")]
    node = onnx.helper.make_node("Relu", ["input"], ["output"])
    graph = onnx.helper.make_graph([node], "other", ends[:1], ends[1:])
    made = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 12)])
    made.ir_version = 8
    onnx.save(made, str(tmp_path / "faces.onnx"))
    with pytest.raises(BadFaceModel, match="is no YuNet network"):
        find_faces(FRAMES, tmp_path / "faces.onnx")
