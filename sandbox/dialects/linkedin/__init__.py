"""LinkedIn Ads over versioned Rest.li: `/linkedin/rest/…` plays https://api.linkedin.com/rest/….

`routes` the door · `call` one request taken apart · `restli` the query syntax · `errors` the envelope ·
`access` tokens, scopes, accounts · `versions` which are alive · `oauth` sign-in · `words` statuses and
objectives · `resources` accounts, groups, campaigns and creatives as JSON · `finders` lists of them ·
`fields` and `analytics` the figures · `creates`, `updates`, `targeting` and
`money` writes · `organizations`, `posts`, `media` and `littletext` pages and what they publish · `leads` forms and
answers · `paging` pages by number · `urns` names · `webhooks` what LinkedIn tells of itself · `quota` calls a day
and metric values in five minutes.
"""
