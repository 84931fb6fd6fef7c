"""A request that makes no sense gets a short answer in the site's design."""

import pytest
from django.test import Client


@pytest.mark.parametrize("host", ["fel.example", "a b", "127.0.0.1:x"])
def test_a_wrong_host_is_told_calmly(host):
    answer = Client().get("/", headers={"host": host})
    text = answer.content.decode()
    assert answer.status_code == 400
    assert "Anropet gick inte att förstå" in text and "could not be understood" in text
    assert host not in text
