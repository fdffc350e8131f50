"""Where the description of the API is shown to people."""


def test_the_landing_page_leads_to_it(client):
    links = client.get("/v1").json()["links"]
    shown = next(link for link in links if link["rel"] == "service-doc")
    assert shown["href"] == f"{client.base_url}/docs"
    page = client.get(shown["href"])
    assert page.status_code == 200
    assert page.headers["content-type"] == f"{shown['type']}; charset=utf-8"
    assert f'href="{shown["href"]}"' in client.get("/v1?f=html").text


def test_the_page_says_more_than_a_script_when_there_is_none(client):
    page = client.get("/docs").text
    assert 'href="/v1?f=html"' in page
    assert 'href="/v1/openapi.json"' in page


def test_its_policy_lets_in_our_own_files_and_nothing_else(client):
    policy = client.get("/docs").headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
    assert "unsafe" not in policy
    assert "http" not in policy
