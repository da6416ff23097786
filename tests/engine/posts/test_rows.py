"""When two texts are the same words, whatever a platform did to one of them."""

import pytest

from engine.posts.rows import words


@pytest.mark.parametrize(
    "told",
    [
        "Tea & dates https://t.co/abc",  # X shortens addresses,
        "Tea &amp; dates https://t.co/abc https://t.co/pic",  # and adds one for a picture
        " Tea & dates\n https://shop.example/winter ",
    ],
)
def test_what_a_platform_writes_otherwise_is_the_same(told):
    assert words(told) == words("Tea & dates https://shop.example/winter")


def test_composed_and_decomposed_letters_are_the_same():
    assert words("caf\u00e9") == words("cafe\u0301")


@pytest.mark.parametrize("other", ["Tea and dates", "tea & dates", "Tea & dates!"])
def test_other_words_are_other_words(other):
    assert words(other) != words("Tea & dates")
