"""The doors for assistants, asked by the client of the SDK itself: same answers as the API."""

import asyncio
import json
import os
import sys

import httpx
import pytest
from mcp import Client, StdioServerParameters, stdio_client

KIP = "huis-van-de-wijk-de-kip"


@pytest.fixture(scope="module")
def address(rotterdam):
    return str(rotterdam.base_url).rstrip("/")


def ask(door, *calls):
    """Call tools one after the other; gives the structured answer of each, or its error."""

    async def conversation():
        async with Client(door) as client:
            answers = []
            for name, arguments in calls:
                result = await client.call_tool(name, arguments)
                text = result.content[0].text
                answers.append(text if result.is_error else json.loads(text))
            return answers

    return asyncio.run(conversation())


def test_the_tools_only_read_and_say_what_they_take(address):
    async def listed():
        async with Client(f"{address}/mcp") as client:
            return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in asyncio.run(listed())}
    assert set(tools) == {"find_places", "is_it_open", "get_place", "coverage_of_district"}
    for tool in tools.values():
        assert tool.annotations.read_only_hint
        assert tool.description
        assert all(one.get("description") for one in tool.input_schema["properties"].values())


def test_an_assistant_gets_what_the_api_answers(address):
    asked = {"question": "koffie in Delfshaven", "limit": 3, "lang": "nl"}
    at = "2026-11-27T10:00"
    found, opened, one, coverage = ask(
        f"{address}/mcp",
        ("find_places", asked),
        ("is_it_open", {"place": KIP, "at": at}),
        ("get_place", {"place": KIP}),
        ("coverage_of_district", {"district": "Delfshaven", "minutes": 10}),
    )
    with httpx.Client(base_url=f"{address}/v1", timeout=60) as api:
        params = {"q": "koffie in Delfshaven", "limit": 3, "lang": "nl"}
        assert found == api.get("/search", params=params).json()
        assert opened == api.get("/opening", params={"place": KIP, "at": at}).json()
        path = f"/collections/places/items/{KIP}"
        item = api.get(path, params={"profile": "provenance"}).json()
        assert one["properties"] == item["properties"]
        assert one["provenance"] == item["provenance"]
        params = {"gebied": "Delfshaven", "minutes": 10}
        answered = api.get("/coverage", params=params).json()
        assert coverage == {name: value for name, value in answered.items() if name != "links"}


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("is_it_open", {"place": "no-such-place"}, "There is no place 'no-such-place'"),
        ("get_place", {"place": "../../health"}, ""),
        ("is_it_open", {"place": KIP, "at": "yesterday"}, "a day and time"),
        ("coverage_of_district", {"district": "Atlantis"}, "Atlantis"),
        ("find_places", {"question": "koffie", "limit": 1000}, "limit"),
    ],
)
def test_what_cannot_be_answered_is_said(address, tool, arguments, words):
    [answer] = ask(f"{address}/mcp", (tool, arguments))
    assert isinstance(answer, str)
    assert words in answer
    assert "Traceback" not in answer


def test_the_command_serves_the_same_tools_on_standard_input(release):
    command = "from api.cli import main; main()"
    server = StdioServerParameters(
        command=sys.executable,
        args=["-c", command, "mcp", "--release", str(release)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    [found] = ask(stdio_client(server), ("find_places", {"question": "de kip", "limit": 1}))
    assert found["features"][0]["id"] == KIP


def test_a_page_for_language_models_leads_to_addresses_that_exist(address):
    with httpx.Client(base_url=address, timeout=60) as client:
        answer = client.get("/llms.txt")
        assert answer.headers["content-type"].startswith("text/plain")
        assert answer.text.startswith("# Meeting places in Rotterdam\n")
        for link in ("/v1", "/v1/openapi.json", "/v1/search", "/data", "/sitemap.xml", "/offline"):
            assert f"{address}{link}" in answer.text
            assert client.get(link).status_code == 200


class TestOpening:
    def test_a_place_without_hours_is_unknown_and_says_why(self, address):
        params = {"place": KIP, "at": "2026-11-27"}
        answer = httpx.get(f"{address}/v1/opening", params=params).json()
        assert answer["state"] == "unknown"
        assert answer["reason"] == "no_hours"
        assert answer["moment"].startswith("2026-11-27T14:00")

    def test_what_is_wrong_is_named(self, address):
        answer = httpx.get(f"{address}/v1/opening", params={"colour": "red"})
        assert answer.status_code == 400
        assert {one["parameter"] for one in answer.json()["errors"]} == {"place", "colour"}
