"""Snapchat's Marketing API: `/snapchat/v1/…` plays https://adsapi.snapchat.com/v1/… and its business sister.

`routes` the door · `errors` its envelope · `access` tokens · `oauth` sign-in · `limits` calls a second ·
`words` its vocabulary · `objects` what things look like · `lists` pages of them · `times` windows and midnights ·
`columns`, `hours` and `stats` reports · `runs` asynchronous ones ·
`updates`, `patches` and `creates` writes, with `squads`, `creatives`, `media` and `forms` for what is made ·
`profiles`, `posts` and `posting` what is published without paying · `webhooks` what is told.
"""
