"""The accounts of the world: fixed, so that tests, documents and people can name them."""

from dataclasses import replace

from sandbox.world.model import Account, Platform

GOOGLE_MANAGER = "7710000001"

META, GOOGLE, TIKTOK, LINKEDIN, TWITTER, SNAPCHAT = Platform

RIYADH, DUBAI, TOKYO, BERLIN = "Asia/Riyadh", "Asia/Dubai", "Asia/Tokyo", "Europe/Berlin"
NEW_YORK, LOS_ANGELES = "America/New_York", "America/Los_Angeles"
SNAP = "8adc3db7-8148-4fbf-999c-8d2266369d0"

# Platform, id, name, currency, zone, number of campaigns, whose words they use.
TABLE = (
    (META, "238001100000101", "Al Waha – KSA", "SAR", RIYADH, 14, "waha"),
    (META, "238001100000102", "Al Waha – GCC", "AED", DUBAI, 9, "waha"),
    (META, "238001100000103", "Al Waha – Japan", "JPY", TOKYO, 5, "japan"),
    (META, "238001100000104", "Nomad Outfitters – US", "USD", NEW_YORK, 8, "nomad"),
    (META, "238001100000105", "Al Waha – New Stores", "SAR", RIYADH, 0, "waha"),
    (GOOGLE, "7710000101", "Al Waha Search", "SAR", RIYADH, 9, "waha"),
    (GOOGLE, "7710000102", "Nomad Travel", "USD", NEW_YORK, 8, "nomad"),
    (GOOGLE, "7710000103", "Nordlys", "EUR", BERLIN, 7, "nordlys"),
    (GOOGLE, "7710000104", "Nordlys – Not Started", "EUR", BERLIN, 0, "nordlys"),
    (TIKTOK, "7301000000000000101", "Al Waha KSA", "SAR", RIYADH, 10, "waha"),
    (TIKTOK, "7301000000000000102", "Nomad Travel", "USD", NEW_YORK, 4, "nomad"),
    (TIKTOK, "7301000000000000103", "Al Waha Japan", "JPY", TOKYO, 3, "japan"),
    (TIKTOK, "7301000000000000104", "Al Waha – New Stores", "SAR", RIYADH, 0, "waha"),
    (LINKEDIN, "512000101", "Al Waha Careers", "SAR", "UTC", 10, "waha"),
    (LINKEDIN, "512000102", "Nordlys B2B", "EUR", "UTC", 4, "nordlys"),
    (LINKEDIN, "512000103", "Nomad for Teams", "USD", "UTC", 3, "nomad"),
    (LINKEDIN, "512000104", "Nordlys – Not Started", "EUR", "UTC", 0, "nordlys"),
    (TWITTER, "18ce54d4x5t", "Al Waha", "SAR", RIYADH, 10, "waha"),
    (TWITTER, "18ce54d4x6u", "Nomad Travel", "USD", LOS_ANGELES, 4, "nomad"),
    (TWITTER, "18ce54d4x7v", "Nordlys", "EUR", BERLIN, 3, "nordlys"),
    (TWITTER, "18ce54d4x8w", "Nordlys – Not Started", "EUR", BERLIN, 0, "nordlys"),
    (SNAPCHAT, f"{SNAP}1", "Al Waha KSA", "SAR", RIYADH, 6, "waha"),
    (SNAPCHAT, f"{SNAP}2", "Al Waha UAE", "AED", DUBAI, 4, "waha"),
    (SNAPCHAT, f"{SNAP}3", "Nomad Outfitters", "USD", NEW_YORK, 4, "nomad"),
    (SNAPCHAT, f"{SNAP}4", "Al Waha – Not Started", "SAR", RIYADH, 0, "waha"),
)
GOOGLE_CLIENTS = tuple(row[1] for row in TABLE if row[0] is GOOGLE)
MANAGER = Account(GOOGLE, GOOGLE_MANAGER, "Al Waha Group (manager)", "SAR", RIYADH, clients=GOOGLE_CLIENTS)
ACCOUNTS = (MANAGER, *(Account(*row) for row in TABLE))
BUSIEST = {row[0]: row[1] for row in reversed(TABLE)}  # the first of each platform


def accounts(busiest: int = 0) -> tuple[Account, ...]:
    """The accounts of a world; with `busiest`, each platform's first one has that many campaigns."""
    return tuple(
        replace(account, campaign_count=busiest) if busiest and account.id in BUSIEST.values() else account
        for account in ACCOUNTS
    )


# What a United States dollar buys; only to give every account amounts of a plausible size.
PER_DOLLAR = {"USD": 1.0, "SAR": 3.75, "AED": 3.67, "JPY": 150.0, "EUR": 0.92}
