"""A sandbox of the ad platforms: six dialects over one simulated world, with no real money in it.

`world/` knows accounts, campaigns, days and truths; `dialects/` says them the way each platform does;
`grants.py`, `faults.py` and `calls.py` are what every dialect needs, `webhooks.py` sends what they tell,
`subscriptions.py` keeps what was asked to be told; `control.py` is for tests and demos.
Start it with `uvicorn sandbox.app:app`. It imports nothing of the product and the product nothing of it.
"""
