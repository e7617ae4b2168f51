"""Every check of the inspecting client is shown to pass a good page and to name what is wrong in a bad one."""

import pytest

from tests.support import html

GOOD = """<!doctype html>
<html lang="ja">
<head><meta charset="utf-8"><title>部屋をさがす｜つながる</title>
<link rel="stylesheet" href="/static/css/base.css"></head>
<body>
<a href="#main">本文へ移動</a>
<main id="main">
<h1>部屋をさがす</h1>
<h2 id="day-title">日にち</h2>
<img src="/static/img/logo.svg" alt="">
<svg aria-hidden="true"><use href="/static/img/icons.svg#rooms"></use></svg>
<form method="post">
<input type="hidden" name="csrfmiddlewaretoken" value="x">
<label for="headcount">人数</label>
<input id="headcount" name="headcount" aria-describedby="headcount_help">
<p id="headcount_help">使う人の数</p>
<fieldset><legend>時間</legend><label><input type="radio" name="period">午前</label></fieldset>
<button type="submit">さがす</button>
</form>
<table><thead><tr><th scope="col">部屋</th></tr></thead><tbody><tr><td>和室A</td></tr></tbody></table>
<ul><li><a href="/rooms/">部屋の一覧</a></li></ul>
</main>
</body>
</html>"""

# what is in the good page, what it becomes, the codes of the faults that must be named
SPOILED = [
    ("</h1>", "</h2>", ["parse"]),
    ('id="headcount_help"', 'id="headcount_help" id="twice"', ["parse"]),
    ("<h2 id", "<h1>もう一つ</h1><h2 id", ["h1"]),
    ("<h1>部屋をさがす</h1>", "", ["h1", "title"]),
    ("<title>部屋をさがす", "<title>つながる", ["title"]),
    ('<html lang="ja">', "<html>", ["lang"]),
    ('<label for="headcount">人数</label>', "", ["label"]),
    ('<label for="headcount">人数</label>', '<label for="headcount"></label>', ["label"]),
    ('<label><input type="radio" name="period">午前</label>', '<input type="radio" name="period">', ["label"]),
    ("<legend>時間</legend>", "", ["legend"]),
    ('<h2 id="day-title">', '<h2 id="main">', ["id"]),
    ('<h2 id="day-title">', '<h2 id="">', ["id"]),
    ('<h2 id="day-title">', '<h2 id="day title">', ["id"]),
    ('aria-describedby="headcount_help"', 'aria-describedby="elsewhere"', ["reference"]),
    ('<h2 id="day-title">', '<h2 aria-labelledby="elsewhere">', ["reference"]),
    (
        '<label for="headcount">人数</label>',
        '<label for="headcount">人</label><label for="x">数</label>',
        ["reference"],
    ),
    ('href="#main"', 'href="#nowhere"', ["reference"]),
    ('<h2 id="day-title">', '<h2 id="day-title" style="color: red">', ["inline"]),
    ("<h2 id", "<script>go()</script><h2 id", ["inline"]),
    ("</head>", "<style>h1 {}</style></head>", ["inline"]),
    ('<button type="submit">', '<button type="submit" onclick="go()">', ["inline"]),
    ('<button type="submit">', '<button type="submit" hx-on:click="go()">', ["inline"]),
    ('href="/rooms/"', 'href="javascript:go()"', ["inline"]),
    (' alt=""', "", ["alt"]),
    ('<svg aria-hidden="true">', "<svg>", ["alt"]),
    ('<svg aria-hidden="true">', '<svg role="img">', ["alt"]),
    ('<button type="submit">', "<button>", ["button"]),
    (">さがす</button>", "></button>", ["button"]),
    (">部屋の一覧</a>", "></a>", ["link"]),
    ('href="/rooms/"', 'href=""', ["link"]),
    ('href="/rooms/"', 'href="#"', ["link", "reference"]),
    ('<h2 id="day-title">日にち</h2>', "<h3>日にち</h3>", ["heading"]),
    ('<h2 id="day-title">日にち</h2>', '<h2 id="day-title"></h2>', ["heading"]),
    ('<th scope="col">', "<th>", ["table"]),
    ('<th scope="col">部屋</th>', "<td>部屋</td>", ["table"]),
    ("<td>和室A</td>", "<td>None</td>", ["leak"]),
    ("<td>和室A</td>", "<td>{{ room.name }}</td>", ["leak"]),
    ("<td>和室A</td>", "<td>{% room %}</td>", ["leak"]),
    ("<td>和室A</td>", "<td>和室&amp;amp;A</td>", ["leak"]),
    ("<td>和室A</td>", "<td>This field is required.</td>", ["leak"]),
    ('href="/rooms/"', 'href="/rooms/None/"', ["leak"]),
    ('<h2 id="day-title">日にち</h2>', '<h2 id="day-title">日にち</h2><p>今日 <b>の</b> None</p>', ["leak"]),
    ('<input type="hidden" name="csrfmiddlewaretoken" value="x">', "", ["csrf"]),
    ('<form method="post">', "<form>", ["csrf"]),
    ("<ul><li>", "<ul><div>", ["parse", "nesting"]),
    ("<h1>部屋をさがす</h1>", "<h1><span><div>部屋をさがす</div></span></h1>", ["nesting"]),
    ('<a href="/rooms/">部屋の一覧</a>', '<a href="/rooms/">部屋の一覧<input type="hidden"></a>', ["nesting"]),
    ('<h2 id="day-title">', '<h2 id="day-title" tabindex="3">', ["tabindex"]),
]


def test_a_good_page_has_no_faults() -> None:
    assert html.faults(GOOD) == []


@pytest.mark.parametrize(("part", "becomes", "codes"), SPOILED, ids=[f"{c[0]}: {b[:40]}" for _, b, c in SPOILED])
def test_a_spoiled_page_is_refused_for_what_is_wrong(part: str, becomes: str, codes: list[str]) -> None:
    assert part in GOOD
    spoiled = GOOD.replace(part, becomes, 1)
    assert sorted({fault.code for fault in html.faults(spoiled)}) == sorted(codes)


def test_a_heading_may_skip_downwards_but_not_upwards() -> None:
    assert html.faults("<section><h3>一</h3><h4>二</h4><h3>三</h3></section>") == []
    assert [str(fault) for fault in html.faults("<h3>一</h3><h5>二</h5>")] == ["heading: <h5> '二' comes after level 3"]


def test_a_fragment_needs_no_title_and_may_point_out_of_itself() -> None:
    assert html.faults('<p aria-describedby="elsewhere">空きがあります</p>') == []


def test_a_row_alone_is_a_fragment_too() -> None:
    assert html.faults('<tr><th scope="row">和室A</th><td>空き</td></tr>') == []


def test_a_fragment_is_looked_at_as_well() -> None:
    assert [fault.code for fault in html.faults("<p>None</p><button>送る</button>")] == ["button", "leak"]


def test_an_english_page_may_speak_english() -> None:
    page = GOOD.replace('lang="ja"', 'lang="en"').replace("<td>和室A</td>", "<td>This field is required.</td>")
    assert html.faults(page) == []


def test_a_name_may_come_from_a_picture_or_from_elsewhere() -> None:
    page = html.parse(
        '<p id="a">部屋の</p><a href="/x/" aria-labelledby="a">x</a><a href="/y/"><img src="y" alt="絵"></a>'
    )
    assert [html.name_of(page, link) for link in page.find("a")] == ["部屋の", "絵"]
