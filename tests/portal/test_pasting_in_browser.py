"""What is pasted into the editor from Word, Excel or a web page, in a real browser."""

import json

import pytest
from django.conf import settings
from django.urls import reverse

from recommendations.models import Recommendation
from tests.factories import make
from tests.portal.people import desk, roles

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.browser,
    pytest.mark.needs_chromium,
]

# As Word puts it on the clipboard: lists are paragraphs with a mark, in comments that browsers show.
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style></head>
<body lang=SV><!--StartFragment--><p class=MsoNormal>Före.<o:p></o:p></p><h3>Vad som mättes</h3>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>Ett</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp;</span></span><![endif]>Två</p>
<table class=MsoTableGrid border=1><tr><td><p class=MsoNormal><b>Utfall</b></p></td><td><p>Värde</p></td></tr>
<tr><td><p>HbA1c</p></td><td><p>-3 mmol/mol<img src="file:///C:/bild.png"></p></td></tr>
<tr><td colspan=2>Slut</td></tr></table>
<script>document.title = "körd"</script><p class=MsoNormal onclick="alert(1)">Efter tabellen.</p>
<!--EndFragment--></body></html>"""

PASTE = """(editor, html) => {
  const data = new DataTransfer()
  data.setData("text/html", html)
  data.setData("text/plain", "platt")
  editor.focus()
  editor.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}))
}"""


@pytest.fixture
def form(live_server, visit):
    officer = desk("olle", roles.OFFICERS)
    value = officer.client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": str(live_server.url)}
    visit.page.context.add_cookies([cookie])
    made = make(Recommendation, publish=False)
    made.body = json.dumps([{"type": "text", "value": "<p>Början.</p>"}])
    made.save_revision()
    visit.page.goto(live_server.url + reverse("wagtailadmin_pages:edit", args=[made.pk]))
    yield visit.page
    assert not visit.foreign and "körd" not in visit.page.title()


def test_a_table_from_word_becomes_a_table_between_the_texts_around_it(form):
    editor = form.locator("[data-contentpath='body'] .public-DraftEditor-content").first
    editor.evaluate(PASTE, WORD)
    form.wait_for_selector("[name='body-2-value']", state="attached")
    form.wait_for_timeout(500)
    assert [form.input_value(f"[name='body-{number}-type']") for number in range(3)] == ["text", "table", "text"]
    first, last = (json.loads(form.input_value(f"[name='body-{number}-value']")) for number in (0, 2))
    kinds = [(block["type"], block["text"].strip()) for block in first["blocks"]]
    assert [row for row in kinds if row[0] == "header-three"] == [("header-three", "Vad som mättes")]
    assert [text for kind, text in kinds if kind == "unordered-list-item"] == ["Ett", "Två"]
    assert [block["text"] for block in last["blocks"]] == ["Efter tabellen."]
    table = json.loads(form.input_value("[name='body-1-value']"))
    assert table["data"] == [["Utfall", "Värde"], ["HbA1c", "-3 mmol/mol"], ["Slut", ""]]
    assert table["table_header_choice"] == "row"


def test_where_a_field_has_no_tables_each_row_becomes_a_line_and_the_editor_is_told(form):
    editor = form.locator("[data-contentpath='reasons'] .public-DraftEditor-content").first
    editor.evaluate(PASTE, WORD)
    form.wait_for_selector("text=varje rad blev en rad text")
    form.wait_for_function("JSON.parse(document.querySelector('[name=reasons]').value)?.blocks.length > 2")
    lines = [block["text"] for block in json.loads(form.input_value("[name='reasons']"))["blocks"]]
    assert "Utfall | Värde" in lines and "HbA1c | -3 mmol/mol" in lines


GRID = """<table><caption>Utfall efter ett år</caption>
<tr><th>Grupp</th><th>Mått</th><th>Före<br>efter</th></tr>
<tr><td rowspan=2>Vuxna</td><td>HbA1c</td><td>60<br>70</td></tr>
<tr><td>Celler</td><td>10<sup>9</sup>/l</td></tr>
<tr><td colspan=2><p>Barn</p><p>under 12 år</p></td><td>CO<sub>2</sub><sup>a)</sup></td></tr>
<tr><td>Kort</td></tr></table>"""


def test_values_stay_apart_and_under_their_headings(form):
    editor = form.locator("[data-contentpath='body'] .public-DraftEditor-content").first
    editor.evaluate(PASTE, GRID)
    form.wait_for_selector("[name='body-1-value']", state="attached")
    form.wait_for_timeout(500)
    table = json.loads(form.input_value("[name='body-1-value']"))
    assert table["table_caption"] == "Utfall efter ett år"
    assert table["data"] == [
        ["Grupp", "Mått", "Före efter"],
        ["Vuxna", "HbA1c", "60 70"],
        ["", "Celler", "10⁹/l"],
        ["Barn under 12 år", "", "CO₂^a)"],
        ["Kort", "", ""],
    ]
    editor = form.locator("[data-contentpath='reasons'] .public-DraftEditor-content").first
    editor.evaluate(PASTE, GRID)
    form.wait_for_function("JSON.parse(document.querySelector('[name=reasons]').value)?.blocks.length > 2")
    lines = [block["text"] for block in json.loads(form.input_value("[name='reasons']"))["blocks"]]
    assert "Utfall efter ett år" in lines and "| Celler | 10⁹/l" in lines


# What loads by itself, in places that a browser's copy of a page may have.
LOADING = """<p class=MsoListParagraph style='mso-list:l0'>Ett
<audio src="https://ond.example/ljud.mp3" preload=auto onerror="document.title = 'körd'"></audio>
<input type=image src="https://ond.example/knapp.png" onerror="document.title = 'körd'">
<video poster="https://ond.example/bild.png" src="/saknas" onerror="document.title = 'körd'"></video></p>
<table><tr><td>A</td></tr></table><p>Sist <input type=image src="https://ond.example/sist.png"
onerror="document.title = 'körd'"></p>"""


def test_nothing_of_a_copied_page_runs_or_is_fetched(form):
    editor = form.locator("[data-contentpath='body'] .public-DraftEditor-content").first
    editor.evaluate(PASTE, LOADING)
    form.wait_for_selector("[name='body-2-value']", state="attached")
    form.wait_for_timeout(1500)  # the fixture then looks at the title and at what was asked for


def test_text_after_a_table_is_kept_when_its_block_does_not_come(form):
    form.evaluate("""() => {
      const ask = Element.prototype.querySelector
      Element.prototype.querySelector = function (words) {
        return words === "[contenteditable=true]" ? null : ask.call(this, words)
      }
    }""")
    editor = form.locator("[data-contentpath='body'] .public-DraftEditor-content").first
    editor.evaluate(PASTE, WORD)
    form.wait_for_selector("text=har lagts före den")
    form.wait_for_function("document.querySelector('[name=body-0-value]').value.includes('Efter tabellen.')")
