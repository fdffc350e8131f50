"""The residents' site: start page, results, a page per place, and what browsers ask beside them.

::

    routes      every address of the site
    asked       what a visitor asked, read from the address
    start       the page with the search box and the districts
    results     the list that answers, nearest first
    place       the page of one place
    layout      what all pages share: template, headers, security policy

Each page stands at one address per language, and is whole without JavaScript. Everything that the
map shows is in the text as well; the map's popups are copies of the entries of the list.
"""
