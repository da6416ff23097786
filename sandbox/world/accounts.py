"""The accounts of the world: fixed, so that tests, documents and people can name them."""

from sandbox.world.model import Account, Platform

GOOGLE_MANAGER = "7710000001"

ACCOUNTS = (
    Account(Platform.META, "238001100000101", "Al Waha – KSA", "SAR", "Asia/Riyadh", campaign_count=14, brand="waha"),
    Account(Platform.META, "238001100000102", "Al Waha – GCC", "AED", "Asia/Dubai", campaign_count=9, brand="waha"),
    Account(Platform.META, "238001100000103", "Al Waha – Japan", "JPY", "Asia/Tokyo", campaign_count=5, brand="japan"),
    Account(Platform.META, "238001100000104", "Nomad Outfitters – US", "USD", "America/New_York",
            campaign_count=8, brand="nomad"),
    Account(Platform.META, "238001100000105", "Al Waha – New Stores", "SAR", "Asia/Riyadh"),
    Account(Platform.GOOGLE, GOOGLE_MANAGER, "Al Waha Group (manager)", "SAR", "Asia/Riyadh", manager=True,
            clients=("7710000101", "7710000102", "7710000103", "7710000104")),
    Account(Platform.GOOGLE, "7710000101", "Al Waha Search", "SAR", "Asia/Riyadh", campaign_count=9, brand="waha"),
    Account(Platform.GOOGLE, "7710000102", "Nomad Travel", "USD", "America/New_York", campaign_count=8, brand="nomad"),
    Account(Platform.GOOGLE, "7710000103", "Nordlys", "EUR", "Europe/Berlin", campaign_count=7, brand="nordlys"),
    Account(Platform.GOOGLE, "7710000104", "Nordlys – Not Started", "EUR", "Europe/Berlin"),
    Account(Platform.TIKTOK, "7301000000000000101", "Al Waha KSA", "SAR", "Asia/Riyadh", campaign_count=5, brand="waha"),
    Account(Platform.TIKTOK, "7301000000000000102", "Nomad Travel", "USD", "America/New_York",
            campaign_count=4, brand="nomad"),
    Account(Platform.TIKTOK, "7301000000000000103", "Al Waha Japan", "JPY", "Asia/Tokyo", campaign_count=3, brand="japan"),
    Account(Platform.LINKEDIN, "512000101", "Al Waha Careers", "SAR", "UTC", campaign_count=4, brand="waha"),
    Account(Platform.LINKEDIN, "512000102", "Nordlys B2B", "EUR", "UTC", campaign_count=4, brand="nordlys"),
    Account(Platform.LINKEDIN, "512000103", "Nomad for Teams", "USD", "UTC", campaign_count=3, brand="nomad"),
    Account(Platform.TWITTER, "18ce54d4x5t", "Al Waha", "SAR", "Asia/Riyadh", campaign_count=4, brand="waha"),
    Account(Platform.TWITTER, "18ce54d4x6u", "Nomad Travel", "USD", "America/Los_Angeles", campaign_count=4, brand="nomad"),
    Account(Platform.TWITTER, "18ce54d4x7v", "Nordlys", "EUR", "Europe/Berlin", campaign_count=3, brand="nordlys"),
    Account(Platform.SNAPCHAT, "8adc3db7-8148-4fbf-999c-8d2266369d01", "Al Waha KSA", "SAR", "Asia/Riyadh",
            campaign_count=5, brand="waha"),
    Account(Platform.SNAPCHAT, "8adc3db7-8148-4fbf-999c-8d2266369d02", "Al Waha UAE", "AED", "Asia/Dubai",
            campaign_count=4, brand="waha"),
    Account(Platform.SNAPCHAT, "8adc3db7-8148-4fbf-999c-8d2266369d03", "Nomad Outfitters", "USD", "America/New_York",
            campaign_count=4, brand="nomad"),
)  # fmt: skip

# What a United States dollar buys; only to give every account amounts of a plausible size.
PER_DOLLAR = {"USD": 1.0, "SAR": 3.75, "AED": 3.67, "JPY": 150.0, "EUR": 0.92}
