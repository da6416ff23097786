"""Half an hour of use: recorded from people in a browser and a program, played again in the same time.

tape     the file of a recording: who asked or did what, and when
ear      the web process that notes what is asked of the API and of the cache
house    the whole product in a folder of its own, its first sync brought in, with everybody who takes part
people   three people and what they do on the screens · program: a wall display, reports, a tool that plans
counted  what the cache counted meanwhile, and how many syncs ran
sitting  the half hour that is recorded · playing: the half hour that is replayed
"""
