import httpx
import pytest
from made_up_release import write_release
from own_city import ROTTERDAM
from serving import served

from api.app import create_app
from geo.geocoding import Candidate, Gazetteer, GeocodingResult
from geo.model.errors import ProviderUnavailable
from geo.model.findings import Finding
from geo.model.settings import settings
from geo.model.vocabulary import Precision


class MadeUpGeocoder:
    """Knows one address, one street, one street that is there twice, and when to be silent."""

    name = "made-up"
    city = ROTTERDAM

    def geocode(self, address, hint=None):  # noqa: ARG002 - the interface has it
        match address.street, address.house_number:
            case "Kadestraat", 7:
                return self._answer(4.41, 51.91, Precision.ADDRESS, 10.0, "Kadestraat 7")
            case "Kadestraat", _:
                return self._answer(4.411, 51.91, Precision.STREET, 150.0, "Kadestraat")
            case "Dorpsstraat", _:
                return self._answer(4.47, 51.91, Precision.STREET, 80.0, "Dorpsstraat, Oost")
            case "Stiltestraat", _:
                raise ProviderUnavailable("secret-host.example.org did not answer within 5 s")
            case "Kapotstraat", _:
                raise RuntimeError("the secret reason")
            case _:
                return self._answer(None, None, Precision.NONE, None, "")

    def _answer(self, lon, lat, precision, uncertainty_m, matched):
        twice = matched.startswith("Dorpsstraat")
        other = Candidate("Dorpsstraat, West", 4.42, 51.91, Precision.STREET, 0.5)
        finding = Finding("street-is-there-twice", "", "Two streets are called Dorpsstraat.")
        return GeocodingResult(
            lon=lon,
            lat=lat,
            precision=precision,
            uncertainty_m=uncertainty_m,
            provider=self.name,
            matched=matched,
            score=0.5 if twice else 1.0,
            candidates=(other,) if twice else (),
            findings=(finding,) if twice else (),
        )


@pytest.fixture(scope="session")
def made_up(tmp_path_factory):
    """The folder of the made-up release."""
    return write_release(tmp_path_factory.mktemp("made-up") / "release")


@pytest.fixture(scope="session")
def application(made_up):
    return create_app(made_up, geocoder=MadeUpGeocoder())


@pytest.fixture(scope="session")
def client(application):
    """A client of a real server with the made-up release."""
    with served(application) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


@pytest.fixture(scope="session")
def rotterdam(release):
    """A client of a server with the real release, which reads the tables of the city once."""
    app = create_app(release, geocoder=Gazetteer.open(settings().reference))
    with served(app) as address, httpx.Client(base_url=address, timeout=120) as client:
        yield client
