"""Maps: folium pages, drawn maps, print."""
