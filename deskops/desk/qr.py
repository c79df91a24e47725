"""A QR code for the screen: one path of an SVG, no picture file, no style."""

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel


def qr_path(text: str) -> tuple[int, str]:
    """Width in modules, and the path of the dark ones."""
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    size = code.getModuleCount()
    dark = (f"M{x} {y}h1v1h-1z" for y in range(size) for x in range(size) if code.isDark(y, x))
    return size, "".join(dark)
