from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.language_model.schema import problem

SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "what a question may ask for",
    "properties": {
        "rows": {
            "type": "array",
            "minItems": 1,
            "maxItems": 3,
            "items": {
                "type": "object",
                "properties": {
                    "id": {"type": "string", "minLength": 1, "maxLength": 4},
                    "worth": {"type": "integer", "minimum": 0, "maximum": 100},
                    "kind": {"enum": ["a", 1, None]},
                },
                "required": ["id"],
                "additionalProperties": False,
            },
        },
        "title": {"type": ["string", "null"]},
        "share": {"type": "number"},
        "sure": {"type": "boolean"},
    },
    "required": ["rows"],
    "additionalProperties": {"type": "string"},
}
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-1, 101), st.sampled_from([0.5, 1.0, 100.0]),
    st.sampled_from(["", "a", "abcd", "abcde"]),
)  # fmt: skip
ROWS = st.lists(
    st.dictionaries(st.sampled_from(["id", "worth", "kind", "odd"]), SCALARS, max_size=3),
    max_size=4,
)
DATA = st.dictionaries(
    st.sampled_from(["rows", "title", "share", "sure", "odd"]), st.one_of(ROWS, SCALARS), max_size=4
)


@given(st.one_of(DATA, SCALARS, ROWS))
def test_it_agrees_with_jsonschema(data: Any) -> None:
    assert (problem(data, SCHEMA) is None) == jsonschema.Draft202012Validator(SCHEMA).is_valid(data)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"rows": []}, "the answer.rows has a count under 1"),
        ({"rows": [{"id": "a"}, {}]}, "the answer.rows[1] has no 'id'"),
        ({"rows": [{"id": "a", "worth": 101}]}, "the answer.rows[0].worth is over 100"),
        ({"rows": [{"id": "a", "kind": True}]}, "the answer.rows[0].kind is none of the allowed"),
    ],
)
def test_it_says_where(data: Any, told: str) -> None:
    assert (problem(data, SCHEMA) or "").startswith(told)


def test_an_unchecked_keyword_is_refused() -> None:
    with pytest.raises(ValueError, match="pattern"):
        problem("a", {"type": "string", "pattern": "b"})
