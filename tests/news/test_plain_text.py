"""Sanitized HTML as plain text: what each element becomes in a text mail."""

import pytest

from news.letter.plain_text import plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("<p>Ett</p><p>två\ntre</p>", "Ett\n\ntvå tre"),
        ("<p>Ett<br>två</p>", "Ett\ntvå"),
        ("<h2>Rubrik</h2>\n<h3>Under</h3>", "RUBRIK\n\nUnder"),
        ("<ul><li>Ett</li><li><p>Två</p><ul><li>tre</li></ul></li></ul>", "- Ett\n- Två\n  - tre"),
        ("<ol><li>Ett</li><li>Två</li></ol>", "1. Ett\n2. Två"),
        ('<p>Läs <a href="https://exempel.se/">mer</a>.</p>', "Läs mer (https://exempel.se/)."),
        ('<p><a href="mailto:a@exempel.se">a@exempel.se</a></p>', "a@exempel.se"),
        ("<p><a>utan adress</a> &amp; &lt;b&gt;</p>", "utan adress & <b>"),
        ("<blockquote><p>Ord</p><footer>Rådet</footer></blockquote>", "    Ord\n\n    Rådet"),
        (
            "<table><caption>T</caption><tbody><tr><th>a</th><td>b</td></tr><tr><td>c</td><td>d</td></tr></tbody></table>",
            "T\na | b\nc | d",
        ),
        ('<figure><img src="/a" alt="En kurva"><figcaption>Bild 1</figcaption></figure>', "[En kurva]\n\nBild 1"),
        ("<p>Före</p><hr><p>efter</p>", "Före\n\n* * *\n\nefter"),
        ("löst <b>ord</b>", "löst ord"),
        (f"<ul><li>{'ord ' * 20}</li></ul>", f"- {' '.join(['ord'] * 17)}\n  {' '.join(['ord'] * 3)}"),
    ],
)
def test_html_becomes_text(html, text) -> None:
    assert plain_text(html) == text
