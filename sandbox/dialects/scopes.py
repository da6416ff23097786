"""What each platform's consent grants when nobody asks for less."""

from sandbox.dialects.google.access import SCOPE as GOOGLE
from sandbox.dialects.linkedin.access import SCOPE as LINKEDIN
from sandbox.dialects.meta.access import SCOPE as META
from sandbox.dialects.snapchat.access import SCOPE as SNAPCHAT
from sandbox.dialects.tiktok.access import SCOPE as TIKTOK
from sandbox.dialects.twitter.access import SCOPE as TWITTER
from sandbox.world.model import Platform

SCOPES = {
    Platform.META: META,
    Platform.GOOGLE: GOOGLE,
    Platform.TIKTOK: TIKTOK,
    Platform.LINKEDIN: LINKEDIN,
    Platform.TWITTER: TWITTER,
    Platform.SNAPCHAT: SNAPCHAT,
}
