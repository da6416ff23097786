"""The REST API: one router file per noun, every route behind one door.

app       the FastAPI application `api`, and `app`, the same alone under /api
frame     what every request passes: language, headers, the last resort
deps      door(permission, tier): who asks, for which org, and may they
limits    the five rate tiers
errors    one shape for everything that goes wrong
answers   values as JSON bytes
health keys dashboard syncs …    the routes
"""
