"""Reads the QR codes that we draw with a reader that is not ours."""

import io
import re

import zxingcpp
from PIL import Image, ImageDraw

SCALE = 4


def read(page: str) -> str:
    """This function will paint the QR code that stands as SVG in a page, and give what a camera reads in it."""
    [path] = re.findall(r'<path[^>]*class="qr-modules"[^>]*\sd="([^"]+)"', page) or re.findall(
        r'<path[^>]*\sd="([^"]+)"[^>]*class="qr-modules"', page
    )
    found = re.search(r'<svg[^>]*viewBox="0 0 (\d+)', page[page.index('class="qr"') - 400 :])
    assert found, "the QR code has no size"
    return _decode(path, int(found[1]) // SCALE)


def _decode(path: str, size: int) -> str:
    picture = Image.new("L", (size * SCALE, size * SCALE), 255)
    draw, x, y = ImageDraw.Draw(picture), 0.0, 0.0
    for letter, numbers in re.findall(r"([Mmh])\s*([-\d. ]+)", path):
        values = [float(number) for number in numbers.split()]
        if letter == "h":
            draw.rectangle((x * SCALE, (y - 0.5) * SCALE, (x + values[0]) * SCALE - 1, (y + 0.5) * SCALE - 1), fill=0)
            x += values[0]
        else:
            x, y = (values[0], values[1]) if letter == "M" else (x + values[0], y + values[1])
    stored = io.BytesIO()
    picture.save(stored, "PNG")
    [read_code] = zxingcpp.read_barcodes(Image.open(stored))
    return str(read_code.text)
