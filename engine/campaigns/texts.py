"""What each platform takes of words and files: said before it is asked, with the numbers that a person needs."""

from collections.abc import Mapping

from engine.campaigns.fields import Faults
from engine.connectors.launches import Creative, Limits
from engine.connectors.posting import Shown, shown_at
from engine.core.i18n import N_
from engine.posts import NOT_THERE as FILE_GONE
from engine.posts import as_id

TOGETHER = N_("On {platform}, headline, text and address are one text of at most {most} characters; this has {n}.")
TOO_LONG_THERE = N_("{platform} takes at most {most} characters; this has {n}.")
NOT_THERE = N_("{platform} takes no emoji or such characters here. Remove them.")
NO_MEDIA = N_("{platform} shows an image or a film. Add one.")
ONE_FILM = N_("{platform} shows one film alone, or pictures. Remove the others.")
WORDS_ALONE = N_("Ads on {platform} are words alone here: pictures and films are left out there.")
TOO_MUCH_MEDIA = N_("{platform} takes at most {most} files here; this has {n}.")


def check_creative(said: Creative, limits: Limits, platform: str, at: str, faults: Faults) -> None:
    """Lengths and forbidden letters."""
    together = limits.measure_together(said) if limits.measure_together else 0
    if limits.together < together:
        faults.note(f"{at}.body", TOGETHER, platform=platform, most=limits.together, n=together)
    else:
        _check(said.headline, limits.longest_headline, limits, platform, f"{at}.headline", faults)
        _check(said.body, limits.longest_body, limits, platform, f"{at}.body", faults)


def check_media(  # noqa: PLR0917 - files, what is known of them, and where they stand
    media: tuple[str, ...], known: Mapping[str, Shown], limits: Limits, platform: str, at: str, faults: Faults
) -> None:
    """How many there are, and whether each is there and what the platform takes; a film stands alone."""
    least, most = limits.media
    if len(media) < least:
        faults.note(at, NO_MEDIA, platform=platform)
    if len(media) > most:
        faults.note(at, TOO_MUCH_MEDIA, platform=platform, most=most, n=len(media))
    shown = [known.get(each) or shown_at(each) for each in media]
    if limits.files and len(media) > 1 and any(each.film for each in shown):
        faults.note(at, ONE_FILM, platform=platform)
    for each, file in zip(media, shown, strict=True):
        if as_id(each) and each not in known:
            faults.note(at, FILE_GONE)
        elif limits.files:
            for _, sentence, facts in limits.files.flaws(platform, at, file):
                faults.note(at, sentence, **facts)


def check_name(name: str, limits: Limits, platform: str, at: str, faults: Faults) -> None:
    """A name that is too long is shortened; letters that the platform refuses are a person's to remove."""
    if limits.without and limits.without.search(name):
        faults.note(at, NOT_THERE, platform=platform)


def _check(  # noqa: PLR0917 - a text, its limits and where it stands
    text: str, most: int, limits: Limits, platform: str, at: str, faults: Faults
) -> None:
    length = limits.measure(text)
    if length > most:
        faults.note(at, TOO_LONG_THERE, platform=platform, most=most, n=length)
    if limits.without and limits.without.search(text):
        faults.note(at, NOT_THERE, platform=platform)
