"""Open311 GeoReport v2 at /open311/v2/: hotlines and other cities' programs file demands and follow them.

The specification is wiki.open311.org/GeoReport_v2. A jurisdiction is a campaign, a service a category of its pack, a service
request a demand. Handlers only translate: what is done is done by the demands' actions, with the rights of the key's owner.
"""
