"""Towns of the Netherlands that people may type, so that none is read as a street of Rotterdam.

The names of the larger municipalities, and of the towns and villages around Rotterdam: common
knowledge, and only used to say that an address lies elsewhere.
"""

from __future__ import annotations

from geo.model.text import fold

_NAMES = """
Alkmaar; Almelo; Almere; Alphen aan den Rijn; Amersfoort; Amstelveen; Amsterdam; Apeldoorn; Arnhem;
Assen; Barneveld; Bergen op Zoom; Beverwijk; Breda; Bussum; Cuijk; Delft; Delfzijl; Den Bosch;
Den Haag; Den Helder; Deventer; Doetinchem; Dordrecht; Drachten; Ede; Eindhoven; Emmeloord; Emmen;
Enkhuizen; Enschede; Etten-Leur; Geldrop; Gorinchem; Gouda; Goes; Groningen; Haarlem; Hardenberg;
Harderwijk; Heemskerk; Heemstede; Heerenveen; Heerhugowaard; Heerlen; Helmond; Hengelo; Hilversum;
Hoofddorp; Hoogeveen; Hoorn; Houten; IJsselstein; Kampen; Katwijk; Kerkrade; Leerdam; Leeuwarden;
Leiden; Leiderdorp; Leidschendam; Lelystad; Maarssen; Maastricht; Meppel; Middelburg; Naaldwijk;
Nieuwegein; Nijkerk; Nijmegen; Noordwijk; Oosterhout; Oss; Papendrecht; Pijnacker; Purmerend;
Rijswijk; Roermond; Roosendaal; 's-Gravenhage; 's-Hertogenbosch; Scheveningen; Sittard; Sliedrecht;
Sneek; Terneuzen; Tiel; Tilburg; Uden; Utrecht; Veenendaal; Veghel; Veldhoven; Velsen; Venlo;
Venray; Vlissingen; Voorburg; Voorschoten; Waalwijk; Wageningen; Wassenaar; Weert; Weesp; Woerden;
Zaandam; Zaanstad; Zeist; Zevenaar; Zoetermeer; Zutphen; Zwijndrecht; Zwolle;
Albrandswaard; Barendrecht; Bergschenhoek; Berkel en Rodenrijs; Berkel-Rodenrijs; Bleiswijk;
Brielle; Capelle; Capelle aan den IJssel; Capelle a/d IJssel; Geervliet; Goeree-Overflakkee;
Heenvliet; Hellevoetsluis; Hendrik-Ido-Ambacht; Krimpen aan den IJssel; Krimpen a/d IJssel;
Krimpen aan de Lek; Lansingerland; Maasland; Maassluis; Middelharnis; Moordrecht;
Nieuwerkerk aan den IJssel; Nissewaard; Oostvoorne; Oud-Beijerland; Poortugaal; Rhoon; Ridderkerk;
Rockanje; Schiedam; Schipluiden; Spijkenisse; 's-Gravenzande; Vlaardingen; Voorne aan Zee;
Westland; Zevenhuizen; Zuidplas
"""

TOWNS = {fold(name): name.strip() for name in _NAMES.replace("\n", " ").split(";")}
"""Names by their folded form (`geo.model.text.fold`)."""
_LONGEST = max(len(key.split()) for key in TOWNS)


def town_named(text: str) -> str:
    """Return the town that a text is, or that it ends with; empty for none.

    Parameters
    ----------
    text
        As typed: ``Den Haag``, ``Damrak 1 Amsterdam``.

    Returns
    -------
    str
        The name of the town, such as ``Den Haag``.

    Examples
    --------
    >>> town_named("Damrak 1 Amsterdam"), town_named("Kipstraat 37")
    ('Amsterdam', '')
    """
    words = fold(text).split()
    for number in range(min(_LONGEST, len(words)), 0, -1):
        found = TOWNS.get(" ".join(words[-number:]))
        if found is not None:
            return found
    return ""
