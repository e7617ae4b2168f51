"""Reads the PDFs that we draw with readers that are not ours."""

import pypdfium2
import zxingcpp

SCALE = 3


def qr_codes(source: bytes) -> list[str]:
    """This function will print the pages as a printer would, and give what a camera reads in their QR codes."""
    document = pypdfium2.PdfDocument(source)
    try:
        pictures = [page.render(scale=SCALE).to_pil() for page in document]
    finally:
        document.close()
    return [str(found.text) for picture in pictures for found in zxingcpp.read_barcodes(picture)]
