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
    sizes = re.findall(r'<svg[^>]*viewBox="0 0 (\d+)', page[: page.index(path)])
    assert sizes, "the QR code has no size"
    return decode(_painted(path, int(sizes[-1]) // SCALE))


def read_shot(picture: bytes) -> str:
    """This function will give what a phone's camera reads from a picture of a screen."""
    return decode(Image.open(io.BytesIO(picture)))


def decode(picture: Image.Image) -> str:
    """This function will give the text of a picture's only QR code; lines of tables are no bar codes."""
    [found] = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return str(found.text)


def _painted(path: str, size: int) -> Image.Image:
    picture = Image.new("L", (size * SCALE, size * SCALE), 255)
    draw, x, y = ImageDraw.Draw(picture), 0.0, 0.0
    for letter, numbers in re.findall(r"([Mmh])\s*([-\d. ]+)", path):
        values = [float(number) for number in numbers.split()]
        if letter == "h":
            draw.rectangle((x * SCALE, (y - 0.5) * SCALE, (x + values[0]) * SCALE - 1, (y + 0.5) * SCALE - 1), fill=0)
            x += values[0]
        else:
            x, y = (values[0], values[1]) if letter == "M" else (x + values[0], y + values[1])
    return picture
