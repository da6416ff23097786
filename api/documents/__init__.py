"""What programmers read: the API described by itself.

openapi   the description, made of the routes: their doors, parameters, models and docstrings
words     what the code does not say: what a tag or a parameter is, with an example of it
requests  an example of every body, and the shape of those that a route takes as they come
answers   answers that a running server gave, and their shape (`answers.json`, renewed by `tests.api.recording`)
samples   every operation in bash, JavaScript, PHP and Python
postman   the description as a Postman collection
pages     /docs, /docs.openapi and /docs.postman
"""
