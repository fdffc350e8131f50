"""Other people's lists in: read them, see what their columns mean, match their rows to places.

`reading` opens a file or an address as an `IncomingList`; `guessing` proposes what its columns
mean, and `mapping` keeps what was decided; `hours_in_words` reads Dutch opening hours; `matching`
compares rows with places; `proposing` says what would change, and `accepting` writes it.
"""
