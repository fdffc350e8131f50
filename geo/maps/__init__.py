"""Maps and signs: one symbology for pages, folium maps, print and embedding."""
