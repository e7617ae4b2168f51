"""What names are compared by. PostgreSQL works the keys out, so that no writer can forget them.

`rules.person_key` and `rules.name_key` say the same in Python; a test holds the two together.
"""

import string

from django.db import models

HIRAGANA = "".join(map(chr, range(ord("ぁ"), ord("ゖ") + 1)))
KATAKANA = "".join(map(chr, range(ord("ァ"), ord("ヶ") + 1)))
SMALL, LARGE = "ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ"

UPPER, LOWER = string.ascii_uppercase, string.ascii_lowercase

# Neither `lower` nor a class of spaces: what they do depends on the database's locale.
_NAME = rf"translate(regexp_replace(normalize(name, NFKC), '[ \t\n\r\f\v]', '', 'g'), '{UPPER}', '{LOWER}')"
_LETTERS = f"translate(translate(normalize(furigana, NFKC), '{HIRAGANA}', '{KATAKANA}'), '{SMALL}', '{LARGE}')"
_KANA = f"regexp_replace({_LETTERS}, '[^ァ-ヺー]', '', 'g')"
NAME_KEY = models.Func(template=_NAME, output_field=models.TextField())
# Without furigana the name itself is all there is; the sign keeps the two kinds apart.
PERSON_KEY = models.Func(
    template=f"CASE WHEN {_KANA} = '' THEN '=' || {_NAME} ELSE {_KANA} END", output_field=models.TextField()
)
