"""Files are what their bytes say, belong to one org, and are lent to platforms for a while."""

from datetime import timedelta

import pytest

from engine import posts
from engine.connectors.posting import Shown
from engine.core import clock
from engine.core.errors import Invalid, Missing
from engine.core.work import work
from engine.posts.files import lend
from engine.posts.sniffing import sniff
from tests.factories import make_org
from tests.pictures import FALSE, film, picture
from tests.working import work_off


@pytest.fixture
def org(database, redis):
    return make_org()


def keep(org, body, name="a.jpg"):
    with work(org.id) as unit:
        return posts.keep_file(unit, name, body)


@pytest.mark.parametrize(
    ("body", "kind", "sides"),
    [
        (picture(), "image/jpeg", (640, 480)),
        (picture("PNG", 3, 4), "image/png", (3, 4)),
        (picture("GIF", 30, 40), "image/gif", (30, 40)),
        (picture("WEBP", 30, 40), "image/webp", (30, 40)),
        (film(), "video/mp4", (720, 1280)),
        (film(brand=b"qt  "), "video/quicktime", (720, 1280)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_type_and_sides_are_read_from_the_bytes(body, kind, sides):
    assert sniff(body) == Shown(kind, len(body), *sides)


@pytest.mark.parametrize("name", FALSE)
def test_what_only_says_that_it_is_a_picture_is_refused(org, name):
    with pytest.raises(Invalid) as refused:
        keep(org, FALSE[name], name)

    assert "no picture" in refused.value.fields["file"][0]
    assert posts.list_files(org.id) == []


def test_every_cut_of_a_file_is_refused_or_read_and_never_breaks():
    for whole in (picture("PNG", 9, 9), picture("WEBP", 9, 9), film()):
        for cut in range(len(whole)):
            found = sniff(whole[:cut])
            assert found is None or found.width > 0


def test_a_picture_of_too_many_pixels_is_refused(org):
    with pytest.raises(Invalid):
        keep(org, picture("PNG", 12_000, 5_000))


def test_the_same_bytes_are_kept_once_and_no_name_is_believed(org):
    body = picture()
    one, two = keep(org, body, "../../etc/pass\nwd.html"), keep(org, body, "b.png")

    assert one["id"] == two["id"]
    assert (one["type"], one["name"]) == ("image/jpeg", ".. .. etc pass wd.html")


def test_another_org_has_no_file_of_ours(org):
    kept = keep(org, picture())

    with pytest.raises(Missing):
        posts.file_of(make_org().id, kept["id"])


def test_a_lent_address_holds_for_two_days_and_cannot_be_made_up(org):
    kept = keep(org, picture())
    with work(org.id) as unit:
        [(address, medium)] = lend(unit, [kept["id"]]).items()
    assert medium
    word = address.split("/")[-2]

    assert posts.lent_file(word).content == medium.content == picture()
    for wrong in (word[:-4] + "AAAA", "x", word[::-1], "ä"):
        with pytest.raises(Missing):
            posts.lent_file(wrong)
    with clock.stopped_at(clock.now() + timedelta(days=2, minutes=1)), pytest.raises(Missing):
        posts.lent_file(word)


def test_what_no_post_uses_is_forgotten_after_a_month(org):
    keep(org, picture())

    assert posts.trim_files(org.id) == 0
    with clock.stopped_at(clock.now() + timedelta(days=31)):
        assert posts.trim_files(org.id) == 1


@pytest.mark.parametrize("kind", ["linkedin_organization", "x_user", "instagram"])
def test_our_own_file_reaches_the_platform(database, redis, sandbox, kind):
    from tests.speakers import speakers

    who = speakers(sandbox, [kind])
    kept = keep(who.org, picture())
    content = posts.Content("with a picture", (kept["id"],), profiles=tuple(who.profiles.values()))
    with work(who.org.id) as unit:
        [post] = posts.create_posts(unit, content)
        posts.publish_now(unit, post.id)
    work_off()

    [row] = who.there(kind, "with a picture")
    assert len(row.media) == 1
    assert who.post(post.id).media == [kept["id"]]
