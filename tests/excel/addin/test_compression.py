"""The compression of VBA sources, against itself and against the reader of another project."""

from __future__ import annotations

import random
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.excel.addin.compression import CHUNK, NotCompressed, compress, decompress

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it calls another library by names of yesterday
    from oletools.olevba import decompress_stream

TEXTS = st.text("ab Sub\r\n", max_size=3 * CHUNK).map(str.encode)


@given(TEXTS | st.binary(max_size=300))
def test_what_was_compressed_comes_back(content: bytes):
    assert decompress(compress(content)) == content


@given(TEXTS.filter(bool))
def test_another_reader_reads_it(content: bytes):
    assert bytes(decompress_stream(bytearray(compress(content)))) == content


@pytest.mark.parametrize("length", [CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK])
def test_chunks_that_do_not_get_shorter_are_kept_as_they_are(length: int):
    """Only the last one is filled up with zeros, as it has no other way to say where it ends."""
    content = random.Random(length).randbytes(length)
    read = decompress(compress(content))
    assert (read[:length], read[length:].strip(b"\0")) == (content, b"")


def test_a_text_that_repeats_itself_gets_short():
    assert len(compress(b"Public Sub MinervaCheck()\r\n" * 150)) < 600


@pytest.mark.parametrize("content", [b"", b"\x02", b"\x01\x00", b"\x01\x02\xb0\x01\x00\x00", b"no"])
def test_other_bytes_are_refused(content: bytes):
    with pytest.raises(NotCompressed):
        decompress(content)
