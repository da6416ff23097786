"""Meta's Graph and Marketing API: `/meta/v26.0/…` plays https://graph.facebook.com/v26.0/….

`routes` the door · `call` the request as read · `errors` the envelope · `access` tokens and proofs ·
`oauth` consent · `usage` the headers that count · `nodes`, `fields` and `objects` what things say ·
`edges`, `paging` and `filters` lists of them · `insights`, `columns`, `actions` and `ranges` reports ·
`runs` asynchronous ones · `updates` changes · `creates` and `creatives` what is new, `reading` it strictly ·
`organic` the door of everything else: `pages`, their `posts`, `instagram`, `leads` · `webhooks` what is told ·
`money` and `statuses` two ways of Meta's own.
"""
