"""Reads the PDFs that we draw with readers that are not ours."""

import pypdfium2

from tests.support import qr

SCALE = 3


def qr_code(source: bytes) -> str:
    """This function will print a paper's first page as a printer would, and give what a camera reads in its QR code."""
    document = pypdfium2.PdfDocument(source)
    try:
        return qr.decode(document[0].render(scale=SCALE).to_pil())
    finally:
        document.close()
