"""OGC API - Features: one module per resource.

https://docs.ogc.org/is/17-069r4/17-069r4.html
"""
