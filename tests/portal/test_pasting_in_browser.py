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
    # Handsontable has no Swedish of its own and says so, wherever there is a table.
    visit.messages[:] = [message for message in visit.messages if "handsontable" not in message]
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
