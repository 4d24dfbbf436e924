"""The compound file we write, read back by olefile and by our own reader."""

from __future__ import annotations

from io import BytesIO

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.excel.addin.compound_file import compound_file
from minerva.excel.content.compound import names_in, streams_in

NAMES = st.text("abcXYZ_09", min_size=1, max_size=31)
STREAMS = st.dictionaries(
    NAMES | st.builds("VBA/{}".format, NAMES),
    st.integers(0, 9000).map(lambda length: bytes(range(251)) * (length // 251 + 1))
    | st.binary(max_size=200)
    | st.sampled_from([b"x" * 4095, b"x" * 4096, b"x" * 512 * 130]),
    min_size=1,
    max_size=20,
).filter(lambda streams: "VBA" not in {name.upper() for name in streams})


def distinct(streams: dict[str, bytes]) -> dict[str, bytes]:
    """Without names that differ in capitals only: on a level they are one name."""
    return {path: streams[path] for path in {path.upper(): path for path in streams}.values()}


@given(STREAMS.map(distinct))
def test_olefile_and_our_reader_find_every_stream(streams: dict[str, bytes]):
    content = compound_file(streams)
    with olefile.OleFileIO(BytesIO(content), raise_defects=olefile.DEFECT_INCORRECT) as file:
        assert {"/".join(path): file.openstream(path).read() for path in file.listdir()} == streams
        assert file.parsing_issues == []
        assert all(file.exists(path) and file.get_size(path) == len(streams[path]) for path in streams)
    assert streams_in(content) == streams
    assert names_in(content) == ({path.partition("/")[0] for path in streams}, True)


def test_the_same_streams_give_the_same_bytes():
    streams = {"PROJECT": b"a" * 5000, "VBA/dir": b"b", "VBA/empty": b""}
    assert compound_file(streams) == compound_file(dict(streams))


def test_more_than_one_header_can_name_is_refused():
    with pytest.raises(ValueError, match="header"):
        compound_file({"a": bytes(8_000_000)})
