"""What each platform takes of words and files: said before it is asked, with the numbers that a person needs."""

from engine.campaigns.fields import Faults
from engine.connectors.launches import Creative, Limits
from engine.core.i18n import N_

TOGETHER = N_("On {platform}, headline, text and address are one text of at most {most} characters; this has {n}.")
TOO_LONG_THERE = N_("{platform} takes at most {most} characters; this has {n}.")
NOT_THERE = N_("{platform} takes no emoji or such characters here. Remove them.")
NO_MEDIA = N_("{platform} shows an image or a film. Add one.")
TOO_MUCH_MEDIA = N_("{platform} takes at most {most} files here; this has {n}.")


def check_creative(said: Creative, limits: Limits, platform: str, at: str, faults: Faults) -> None:
    """Lengths, forbidden letters and the number of files."""
    together = limits.measure_together(said) if limits.measure_together else 0
    if limits.together < together:
        faults.note(f"{at}.body", TOGETHER, platform=platform, most=limits.together, n=together)
    else:
        _check(said.headline, limits.longest_headline, limits, platform, f"{at}.headline", faults)
        _check(said.body, limits.longest_body, limits, platform, f"{at}.body", faults)
    least, most = limits.media
    if len(said.media) < least:
        faults.note(f"{at}.media", NO_MEDIA, platform=platform)
    if len(said.media) > most:
        faults.note(f"{at}.media", TOO_MUCH_MEDIA, platform=platform, most=most, n=len(said.media))


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
