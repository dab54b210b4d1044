"""Made-up secrets in every private place, and a search for them in everything that anybody is given.

`manage.py canary` runs it in a database that it makes for itself and throws away.
"""
