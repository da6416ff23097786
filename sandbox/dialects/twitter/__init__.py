"""X Ads: `/twitter/12/…` plays https://ads-api.x.com/12/…, `/twitter/oauth/…` https://api.x.com/oauth/….

`routes` the door · `errors` the `errors[]` envelope · `signature` OAuth 1.0a · `access` tokens and accounts ·
`oauth` sign-in · `params` reading what was asked · `limits` calls per window · `words` what things are called ·
`shapes` entities as JSON · `lists` collections and cursors · `writes` changing · `creates` creating · `tweets`
for ads · `targeting` whom they are shown to · `numbers` metric groups · `stats` synchronous analytics, reach and
active entities · `jobs` queued analytics and their files.

Version 2, `/twitter/2/…` for https://api.x.com/2/…: `problems` its envelope · `posts` publishing · `timelines`
what was published · `media` uploads · `texts` how long a post is. `webhooks` what X tells by itself.
"""
